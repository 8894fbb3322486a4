import { AppError } from "@patchops/contract";

/** An argument that has to be a text with something in it. Throws `invalid_input`. */
export function textArgument(value: unknown, field: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new AppError("invalid_input", `The argument ${field} is missing.`);
}
