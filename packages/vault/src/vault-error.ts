export type VaultErrorCode =
  | "busy"
  | "master_key_corrupt"
  | "master_key_unknown"
  | "password_too_long"
  | "sealed_text_corrupt";

/** What the vault refuses. Its message holds no secret; `sealed_text_corrupt` covers every way in which a text does not open. */
export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
