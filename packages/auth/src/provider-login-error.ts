export type ProviderLoginErrorCode =
  /** The person said no at the provider. */
  | "cancelled"
  /** It did not answer, or not in time. */
  | "unreachable"
  /** Its answer was not what it must be: another issuer, a forged token, a refused code. */
  | "refused";

/** Why a login by a provider came to nothing. Its message holds nothing that the provider said. */
export class ProviderLoginError extends Error {
  override readonly name = "ProviderLoginError";
  readonly code: ProviderLoginErrorCode;

  constructor(code: ProviderLoginErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
