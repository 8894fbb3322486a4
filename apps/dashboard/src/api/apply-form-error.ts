import type { FieldPath, FieldValues, UseFormSetError } from "react-hook-form";
import { toErrorBody } from "./to-error-body.ts";

/**
 * Puts a refused form's error at the field that the server names. Answers false when it names none of them: then the error
 * belongs above the form's button.
 */
export function applyFormError<Values extends FieldValues>(
  error: unknown,
  setError: UseFormSetError<Values>,
  fields: readonly FieldPath<Values>[],
): boolean {
  const { details, message } = toErrorBody(error);
  const field = fields.find((name) => name === details?.field);
  if (!field) return false;
  setError(field, { type: "server", message: message.replace(` (${field})`, "") }, { shouldFocus: true });
  return true;
}
