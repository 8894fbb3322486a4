const maxValueChars = 80;

/** What JSON Schema says of a value and no type of TypeScript can, as tags; in the order in which readers need it. */
const tags = [
  "format",
  "default",
  "minimum",
  "exclusiveMinimum",
  "maximum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
] as const;

/** What a schema says to its reader: its description, and a line for each fact that its type does not hold. */
export function schemaNotes(schema: Record<string, unknown>): string[] {
  const about = [schema.description, schema.title].find((text) => typeof text === "string" && text !== "");
  const notes = typeof about === "string" ? [about] : [];
  if (schema.deprecated === true) notes.push("@deprecated");
  for (const tag of tags) {
    if (!Object.hasOwn(schema, tag)) continue;
    const value = schema[tag];
    const text = typeof value === "string" && tag !== "default" ? value : shortJson(value);
    if (text !== undefined && text.length <= maxValueChars) notes.push(`@${tag} ${text}`);
  }
  return notes;
}

/** Of lists and objects only empty ones: the others are rarely short, and may be as large as the schema. */
function shortJson(value: unknown): string | undefined {
  const isSmall = value === null || typeof value !== "object" || Object.keys(value).length === 0;
  return isSmall ? JSON.stringify(value) : undefined;
}
