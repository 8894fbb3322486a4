import { AppError, type ScimErrorType } from "@patchops/contract";

/** A refusal with one of the keywords of RFC 7644, table 9: `uniqueness` is answered with 409, the others with 400. */
export function scimError(scimType: ScimErrorType, message: string): AppError {
  const code = scimType === "uniqueness" ? "conflict" : "invalid_input";
  return new AppError(code, message, { details: { scimType } });
}
