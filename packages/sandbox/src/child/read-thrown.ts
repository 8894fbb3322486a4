import type { ThrownError } from "../message.ts";

const textOrNull = (value: unknown) => (typeof value === "string" ? value : null);

/** What the prelude tells of the error that ended a program, see `createBridge`. */
export function readThrown(parts: readonly unknown[]): ThrownError {
  const [name, message, code, stack, retryable, connection, tool, causes] = parts;
  return {
    name: String(name),
    message: String(message),
    code: textOrNull(code),
    stack: textOrNull(stack),
    retryable: typeof retryable === "boolean" ? retryable : null,
    connection: textOrNull(connection),
    tool: textOrNull(tool),
    causes: (Array.isArray(causes) ? causes : []).map((cause) => {
      const [causeName, causeMessage, causeStack] = Array.isArray(cause) ? cause : [];
      return { name: String(causeName), message: String(causeMessage), stack: textOrNull(causeStack) };
    }),
  };
}
