import { isSchemaObject, referenceOf, type Schema } from "./reference.ts";
import { typesOf } from "./schema-kind.ts";

/** How much of one schema is looked at for its size, and how much of a schema for all sizes that are asked for. */
const maxSteps = 200;
const maxStepsAltogether = 20_000;

/**
 * Counts the members of the union that a schema is written as. The compiler multiplies those of an intersection out, and gives
 * up at 100,000: so what is too large to be counted is infinite.
 */
export function createUnionSizer(resolve: (reference: string) => unknown): (schema: unknown) => number {
  let leftAltogether = maxStepsAltogether;
  let stepsLeft = 0;

  function sizeOf(candidate: unknown): number {
    stepsLeft -= 1;
    leftAltogether -= 1;
    if (stepsLeft < 0 || leftAltogether < 0) return Number.POSITIVE_INFINITY;
    if (!isSchemaObject(candidate)) return 1;
    return parts(candidate).reduce((size, part) => size * part, 1) + (candidate.nullable === true ? 1 : 0);
  }

  function parts(candidate: Schema): number[] {
    const literals = Array.isArray(candidate.enum) ? candidate.enum.length : typesOf(candidate).length;
    const sizes = [Math.max(1, literals)];
    const reference = referenceOf(candidate);
    if (reference !== undefined) sizes.push(sizeOf(resolve(reference)));
    for (const member of firstOf(candidate.allOf)) sizes.push(sizeOf(member));
    for (const members of [candidate.anyOf, candidate.oneOf]) {
      sizes.push(
        Math.max(
          1,
          firstOf(members).reduce<number>((sum, member) => sum + sizeOf(member), 0),
        ),
      );
    }
    return sizes;
  }

  /** One more than there are steps is enough to make it infinite. */
  function firstOf(members: unknown): unknown[] {
    return Array.isArray(members) ? members.slice(0, maxSteps + 1) : [];
  }

  return (schema) => {
    stepsLeft = maxSteps;
    return sizeOf(schema);
  };
}
