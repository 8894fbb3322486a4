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
  const maxCauses = 5;

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

  /** `[name, message, stack]` of what an error was made of: its `cause`, the cause of that and so on, or the errors that it gathers. */
  function causesOf(thrown: object): string {
    let texts = "";
    let count = 0;
    const add = (value: unknown) => {
      const isObject = typeof value === "object" && value !== null;
      const message = isObject ? read(value, "message") : undefined;
      const name = isObject ? read(value, "name") : undefined;
      const shown = typeof message === "string" ? message : `Thrown: ${safeInspect(value)}`;
      const stack = isObject ? read(value, "stack") : undefined;
      texts += `${count === 0 ? "" : ","}[${typeof name === "string" ? text(name) : '"Error"'},${text(shown)},${text(stack)}]`;
      count += 1;
    };
    const gathered = read(thrown, "errors");
    if (p.isArray(gathered)) {
      for (let index = 0; index < gathered.length && count < maxCauses; index += 1) add(gathered[index]);
    }
    let cause = read(thrown, "cause");
    while (cause !== undefined && count < maxCauses) {
      add(cause);
      cause = typeof cause === "object" && cause !== null ? read(cause, "cause") : undefined;
    }
    return `[${texts}]`;
  }

  /** `["e", name, message, code, stack, retryable, connection, tool, causes]`, absent parts null. */
  return (thrown: unknown): string => {
    if ((typeof thrown !== "object" && typeof thrown !== "function") || thrown === null) {
      return `["e","Error",${text(`Thrown: ${safeInspect(thrown)}`)},null,null,null,null,null,[]]`;
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
    },${isOurs ? text(read(thrown, "tool")) : "null"},${causesOf(thrown)}]`;
  };
}
