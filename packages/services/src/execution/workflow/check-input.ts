import { AppError } from "@patchops/contract";
import { z } from "zod";

/** Holds an input against the schema that was read from the program's types. Throws `invalid_input` with the places that are wrong. */
export function checkInput(schema: Record<string, unknown> | null, input: unknown): void {
  if (schema === null) return;
  const checked = z.fromJSONSchema(schema).safeParse(input ?? (schema.type === "object" ? {} : input));
  if (checked.success) return;
  const [first] = checked.error.issues;
  const where = ["input", ...(first?.path.map(String) ?? [])].join(".");
  throw new AppError(
    "invalid_input",
    `${where}: ${first?.message ?? "It does not fit the program's type."}`,
    {
      next: "Compare it with the type that the program gives its input.",
      details: { field: where, issues: checked.error.issues.slice(0, 10) },
    },
  );
}
