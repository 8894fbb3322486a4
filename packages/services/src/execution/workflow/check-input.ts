import { AppError } from "@patchops/contract";
import { findMisfit } from "./find-misfit.ts";

/** Holds an input against the schema that was read from the program's types. Throws `invalid_input` with the places that are wrong. */
export function checkInput(schema: Record<string, unknown> | null, input: unknown): void {
  if (schema === null) return;
  const misfit = findMisfit(schema, input ?? (schema.type === "object" ? {} : input));
  if (misfit === null) return;
  const field = ["input", ...misfit.path].join(".");
  throw new AppError("invalid_input", `${field}: ${misfit.issues[0]?.message ?? misfit.text}`, {
    next: "Compare it with the type that the program gives its input.",
    details: { field, issues: misfit.issues.slice(0, 10) },
  });
}
