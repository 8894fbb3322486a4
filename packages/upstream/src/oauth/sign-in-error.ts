/**
 * - `none_found`: nothing there describes a sign-in.
 * - `unsafe`: what describes it contradicts itself or lacks what a safe sign-in needs.
 * - `registration_needed`: no client can be made; a person has to register one.
 * - `cancelled`: the person or the provider said no.
 * - `wrong_issuer`: the answer is another provider's, or does not say whose (RFC 9207).
 * - `lost`: the provider says that the login, or our registration, no longer stands.
 * - `refused`: the provider answered another error.
 */
export type SignInErrorCode =
  | "none_found"
  | "unsafe"
  | "registration_needed"
  | "cancelled"
  | "wrong_issuer"
  | "lost"
  | "refused";

/** A sign-in at a provider that cannot go on. Network failures stay UpstreamErrors: they say nothing of the login. */
export class SignInError extends Error {
  override readonly name = "SignInError";
  readonly code: SignInErrorCode;
  /** The provider's own error code (`access_denied`, `invalid_grant`, …), as far as it is one. */
  readonly providerCode: string | undefined;

  constructor(
    code: SignInErrorCode,
    message: string,
    options: { providerCode?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.providerCode = options.providerCode;
  }
}
