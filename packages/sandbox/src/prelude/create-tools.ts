import type { Bridge, PreludeLimits } from "./create-bridge.ts";
import type { Primordials } from "./primordials.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** Holds the stack of the call, so that a failed call points at its line. */
  place: { stack?: string };
  connection: string | undefined;
  tool: string | undefined;
}

/** `tools`, `resources`, `prompts` and `ToolError`. A Proxy makes names up as they are asked for: nothing per tool. */
export function createTools(
  p: Primordials,
  bridge: Bridge,
  limits: () => PreludeLimits,
  parts: { decode: (text: string) => unknown; fail: (code: string, message: string) => void },
) {
  const waiting = new p.Map<number, Waiting>();
  const ours = new p.WeakSet<object>();
  /** Of calls that the program may give up, the sequence by the promise. */
  const abandonable = new p.WeakMap<object, number>();
  let issued = 0;

  class ToolError extends p.Error {
    declare code: string;
    declare retryable: boolean;
    declare connection: string | undefined;
    declare tool: string | undefined;
  }
  p.defineProperty(ToolError.prototype, "name", { value: "ToolError", writable: true, configurable: true });

  function toolError(
    code: string,
    message: string,
    retryable: boolean,
    of: { connection: string | undefined; tool: string | undefined; place: { stack?: string } },
  ): ToolError {
    const error = new ToolError(message);
    p.weakSetAdd(ours, error);
    const set = (key: string, value: unknown) =>
      p.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: true });
    set("code", code);
    set("retryable", retryable);
    if (of.connection !== undefined) set("connection", of.connection);
    if (of.tool !== undefined) set("tool", of.tool);
    const stack = of.place.stack;
    if (typeof stack === "string") {
      const at = p.indexOf(stack, "\n");
      p.defineProperty(error, "stack", {
        value: `ToolError: ${message}${at < 0 ? "" : p.slice(stack, at)}`,
        writable: true,
        configurable: true,
      });
    }
    return error;
  }

  function call(
    kind: string,
    connection: string | undefined,
    tool: string | undefined,
    args: unknown,
    above: (...args: never[]) => unknown,
  ): Promise<unknown> {
    const place: { stack?: string } = { __proto__: null } as object;
    p.captureStackTrace(place, above);
    let sequence = 0;
    const answered = new p.Promise<unknown>((resolve, reject) => {
      // Proxies, getters and toJSON of the arguments run here; what they throw rejects the call.
      const text = args === undefined ? "{}" : p.stringify(args);
      if (typeof text !== "string") throw new p.TypeError("The arguments of a tool must be JSON.");
      const of = { connection, tool, place };
      if (text.length > limits().toolBytes) {
        throw toolError("too_large", `The arguments are larger than ${limits().toolBytes} bytes.`, false, of);
      }
      issued += 1;
      if (issued > limits().maxToolCalls) {
        parts.fail("tool_calls_exceeded", "");
        return;
      }
      sequence = issued;
      p.mapSet(waiting, issued, { resolve, reject, ...of });
      bridge.post(
        `["c",${issued},"${kind}",${connection === undefined ? "null" : p.stringify(connection)},${
          tool === undefined ? "null" : p.stringify(tool)
        },${p.stringify(text)}]`,
      );
    });
    if (kind === "fetch" && sequence > 0) p.weakMapSet(abandonable, answered, sequence);
    return answered;
  }

  /** Tells that nobody waits for the answer any more; one comes all the same, soon. */
  function abandon(answered: object): void {
    const sequence = p.weakMapGet(abandonable, answered);
    if (sequence !== undefined && p.mapHas(waiting, sequence)) bridge.post(`["r",${sequence}]`);
  }

  /** Names that the language itself asks for; a promise must not take the Proxy for a thenable. */
  function isLanguageName(name: string): boolean {
    return (
      name === "then" ||
      name === "toJSON" ||
      name === "toString" ||
      name === "valueOf" ||
      name === "constructor"
    );
  }

  function connectionProxy(connection: string): object {
    return new p.Proxy(
      { __proto__: null },
      {
        get(_, tool) {
          if (typeof tool !== "string" || isLanguageName(tool)) return undefined;
          return function invoke(args: unknown) {
            return call("tool", connection, tool, args, invoke);
          };
        },
        has: (_, tool) => typeof tool === "string" && !isLanguageName(tool),
        set: () => false,
        defineProperty: () => false,
      },
    );
  }

  const tools = new p.Proxy(
    {
      __proto__: null,
      search: function search(query: unknown) {
        return call("search", undefined, undefined, { __proto__: null, query }, search);
      },
      describe: function describe(name: unknown) {
        return call("describe", undefined, undefined, { __proto__: null, name }, describe);
      },
    },
    {
      get(own, name) {
        if (name === "search") return own.search;
        if (name === "describe") return own.describe;
        return typeof name === "string" && !isLanguageName(name) ? connectionProxy(name) : undefined;
      },
      has: (_, name) => typeof name === "string" && !isLanguageName(name),
      set: () => false,
      defineProperty: () => false,
    },
  );
  const resources = {
    read: function read(uri: unknown) {
      return call("resource", undefined, undefined, { __proto__: null, uri }, read);
    },
  };
  const prompts = {
    get: function get(name: unknown, args?: unknown) {
      return call("prompt", undefined, undefined, { __proto__: null, name, arguments: args }, get);
    },
  };

  /** An answer of the host: the text of `encodeAnswer`, or of `[code, message, retryable]` as JSON. */
  function answer(sequence: number, isOk: boolean, text: string): void {
    const call = p.mapGet(waiting, sequence);
    if (!call) return;
    p.mapDelete(waiting, sequence);
    if (isOk) {
      call.resolve(parts.decode(text));
      return;
    }
    // By index: destructuring would ask the program for Array.prototype[Symbol.iterator].
    const failure: [string, string, boolean] = p.parse(text);
    call.reject(toolError(failure[0], failure[1], failure[2], call));
  }

  return {
    globals: { tools, resources, prompts, ToolError },
    call,
    abandon,
    answer,
    reset(): void {
      issued = 0;
    },
    waitingCount: () => p.mapSize(waiting),
    isToolError: (value: object) => p.weakSetHas(ours, value),
  };
}
