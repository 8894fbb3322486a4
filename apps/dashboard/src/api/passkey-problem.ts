import { toErrorBody } from "./to-error-body.ts";

/** Why it came to nothing and what helps, in words: of ours what the server said, of the browser's own what it means. */
export function passkeyProblem(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError")
    return "It was cancelled, or took too long. Try again.";
  if (name === "InvalidStateError") return "This device holds a passkey of the account already.";
  if (name === "SecurityError" || name === "NotSupportedError") return "This browser has no passkeys here.";
  const { message, next } = toErrorBody(error);
  return [message, next].filter(Boolean).join(" ");
}
