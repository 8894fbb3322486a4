import type { ThrownError } from "../message.ts";

const maxChars = 8_192;
/** isolated-vm's word for objects that it does not copy. */
const notCopied = /^An object was thrown from supplied code/;

/** What isolated-vm copied of the reason: its class is one of the language's own, the program's is named in its stack. */
export function describeRejection(reason: unknown): ThrownError {
  const error = reason instanceof Error && !notCopied.test(reason.message) ? reason : null;
  const stack = typeof error?.stack === "string" ? error.stack.slice(0, maxChars) : null;
  const message = error
    ? String(error.message)
    : `Thrown: ${reason instanceof Error ? "an object" : String(reason)}`;
  return {
    name: /^([A-Za-z_$][\w$]{0,99})(?::|\n)/.exec(stack ?? "")?.[1] ?? "Error",
    message: message.slice(0, maxChars),
    code: null,
    stack,
    retryable: null,
    connection: null,
    tool: null,
    causes: [],
  };
}
