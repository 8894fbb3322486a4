import type { Primordials } from "./primordials.ts";

/**
 * Turns whatever a program threw into texts, inside the isolate: getters and Proxy traps of a thrown object then run
 * under the program's own limits and never on the host's copy path.
 */
export function createFailure(
  p: Primordials,
  inspect: (value: unknown) => string,
  isToolError: (value: object) => boolean,
) {
  const maxChars = 8_192;

  function read(value: object, key: string): unknown {
    try {
      return p.Object(value)[key];
    } catch {
      return undefined;
    }
  }
  function text(value: unknown): string {
    return typeof value === "string" ? p.stringify(p.slice(value, 0, maxChars)) : "null";
  }
  function safeInspect(value: unknown): string {
    try {
      return inspect(value);
    } catch {
      return "[Unreadable]";
    }
  }

  /** `["e", name, message, code, stack, retryable, connection, tool]`, absent parts null. */
  return (thrown: unknown): string => {
    if ((typeof thrown !== "object" && typeof thrown !== "function") || thrown === null) {
      return `["e","Error",${text(`Thrown: ${safeInspect(thrown)}`)},null,null,null,null,null]`;
    }
    const message = read(thrown, "message");
    const name = read(thrown, "name");
    const shown = typeof message === "string" ? message : `Thrown: ${safeInspect(thrown)}`;
    const isOurs = isToolError(thrown);
    const retryable = isOurs ? read(thrown, "retryable") : undefined;
    return `["e",${typeof name === "string" ? text(name) : '"Error"'},${text(shown)},${text(read(thrown, "code"))},${text(
      read(thrown, "stack"),
    )},${typeof retryable === "boolean" ? p.String(retryable) : "null"},${
      isOurs ? text(read(thrown, "connection")) : "null"
    },${isOurs ? text(read(thrown, "tool")) : "null"}]`;
  };
}
