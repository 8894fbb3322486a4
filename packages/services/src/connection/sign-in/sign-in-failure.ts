import { AppError, isErrorCode } from "@patchops/contract";
import { SignInError, UpstreamError } from "@patchops/upstream";

/** What keeps a sign-in from beginning, in the contract's words. */
export function signInFailure(error: unknown, redirectUrl: string): unknown {
  if (error instanceof SignInError) {
    if (error.code === "registration_needed") {
      return new AppError("registration_needed", error.message, {
        sent: false,
        next: "Register an app with the provider, and paste its client id and secret.",
        details: { redirectUrl },
        cause: error,
      });
    }
    return new AppError("sign_in_unavailable", error.message, { sent: false, cause: error });
  }
  if (error instanceof UpstreamError && isErrorCode(error.code)) {
    return new AppError(error.code, error.message, {
      sent: error.sent,
      retryable: error.retryable,
      next: "Try again in a moment.",
      cause: error,
    });
  }
  return error;
}
