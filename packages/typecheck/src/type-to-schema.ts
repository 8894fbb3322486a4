import type TypeScript from "typescript-compiler";

/** A JSON Schema: as far as a type says what JSON may hold. */
export type TypeSchema = Record<string, unknown>;

const maxDepth = 6;
/** A type may unfold into more than anyone fills in. */
const maxNodes = 500;

/** The JSON that a type allows. What it cannot tell (`any`, functions, what refers to itself too deeply) is left open. */
export function typeToSchema(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  type: TypeScript.Type,
): TypeSchema {
  let nodes = 0;

  function schemaOf(given: TypeScript.Type, depth: number): TypeSchema {
    nodes += 1;
    if (depth > maxDepth || nodes > maxNodes) return {};
    const { flags } = given;
    if (given.isUnion()) return unionOf(given.types, depth);
    if (given.isStringLiteral() || given.isNumberLiteral()) return { const: given.value };
    if (flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(given) === "true" };
    if (flags & ts.TypeFlags.StringLike) return { type: "string" };
    if (flags & ts.TypeFlags.NumberLike) return { type: "number" };
    if (flags & ts.TypeFlags.BooleanLike) return { type: "boolean" };
    if (flags & ts.TypeFlags.Null) return { type: "null" };
    // `string & { brand: … }` is a string to JSON.
    if (given.isIntersection()) {
      const plain = given.types.find((part) => !(part.flags & ts.TypeFlags.Object));
      if (plain) return schemaOf(plain, depth);
    }
    if (checker.isTupleType(given)) {
      const items = checker.getTypeArguments(given as TypeScript.TypeReference);
      return { type: "array", items: unionOf(items, depth) };
    }
    if (checker.isArrayType(given)) {
      const [item] = checker.getTypeArguments(given as TypeScript.TypeReference);
      return { type: "array", items: item ? schemaOf(item, depth + 1) : {} };
    }
    if (!(flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return {};
    return objectOf(given, depth);
  }

  function unionOf(types: readonly TypeScript.Type[], depth: number): TypeSchema {
    const kept = types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    const schemas = kept.map((part) => schemaOf(part, depth + 1));
    const values = schemas.filter((schema) => "const" in schema).map((schema) => schema.const);
    const others = schemas.filter((schema) => !("const" in schema));
    // A union holds `boolean` as its two values.
    const isBoolean = values.includes(true) && values.includes(false);
    const rest = isBoolean ? values.filter((value) => typeof value !== "boolean") : values;
    const all = [
      ...(isBoolean ? [{ type: "boolean" }] : []),
      ...(rest.length > 0 ? [{ enum: rest }] : []),
      ...others,
    ];
    return all.length === 1 && all[0] ? all[0] : { anyOf: all };
  }

  function objectOf(given: TypeScript.Type, depth: number): TypeSchema {
    // A Date, a Map: JSON has none of them.
    if (given.getCallSignatures().length > 0 || isOfLanguage(given)) return {};
    const properties: Record<string, TypeSchema> = {};
    const required: string[] = [];
    for (const symbol of checker.getPropertiesOfType(given)) {
      const own = checker.getTypeOfSymbol(symbol);
      if (checker.getNonNullableType(own).getCallSignatures().length > 0) continue;
      const description = ts.displayPartsToString(symbol.getDocumentationComment(checker));
      properties[symbol.name] = {
        ...schemaOf(own, depth + 1),
        ...(description === "" ? {} : { description }),
      };
      if (!(symbol.flags & ts.SymbolFlags.Optional)) required.push(symbol.name);
    }
    const indexed = given.getStringIndexType();
    return {
      type: "object",
      properties,
      ...(required.length > 0 ? { required } : {}),
      ...(indexed ? { additionalProperties: schemaOf(indexed, depth + 1) } : {}),
    };
  }

  function isOfLanguage(given: TypeScript.Type): boolean {
    const symbol = given.getSymbol();
    // Record, Partial and their kin are declared there as well, but stand for what they are made of.
    if (!symbol || !(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class))) return false;
    return (symbol.declarations ?? []).some((declaration) =>
      declaration.getSourceFile().fileName.startsWith("/lib/"),
    );
  }

  return schemaOf(type, 0);
}
