import type { TypeNames } from "./schema-type.ts";

const maxNameChars = 60;

/** Names of types in the namespace `Tools`, where they meet neither the language's nor a program's. */
export function createTypeNames(): { within(prefix: string): TypeNames } {
  const taken = new Set<string>();
  const nextNumber = new Map<string, number>();

  function unique(base: string): string {
    let name = base;
    for (let number = nextNumber.get(base) ?? 2; taken.has(name); number += 1) {
      name = `${base}_${number}`;
      nextNumber.set(base, number + 1);
    }
    taken.add(name);
    return name;
  }

  return {
    within: (prefix) => ({
      claim: (wished) =>
        unique(`${prefix}_${wished.slice(0, maxNameChars).replace(/[^A-Za-z0-9_$]/g, "_") || "Type"}`),
      refer: (name) => `Tools.${name}`,
    }),
  };
}
