import { z } from "zod";

/** The first place where a value is not of a schema that was read from a program's types; null where it fits. */
export function findMisfit(
  schema: Record<string, unknown>,
  value: unknown,
): { path: string[]; text: string; issues: z.core.$ZodIssue[] } | null {
  const { success, error } = z.fromJSONSchema(schema).safeParse(value);
  if (success) return null;
  const { issues } = error;
  const path = issues[0]?.path.map(String) ?? [];
  const message = issues[0]?.message ?? "It does not fit the program's type.";
  return { path, text: path.length === 0 ? message : `${path.join(".")}: ${message}`, issues };
}
