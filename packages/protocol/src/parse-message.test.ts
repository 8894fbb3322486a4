import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exceedsDepth } from "./exceeds-depth.ts";
import { MessageError } from "./message-error.ts";
import { parseJson } from "./parse-json.ts";
import { parseMessage, parseMessages } from "./parse-message.ts";

// The same cases in every run: what a search of chance finds belongs to no one who only wants to know whether all is well.
fc.configureGlobal({ seed: 20_261_126 });

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof MessageError ? `${error.code} ${error.rpcCode}` : String(error);
  }
  return "accepted";
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe("parseMessage", () => {
  it("tells requests, notifications, results and failures apart", () => {
    const kind = (message: object) => parseMessage(JSON.stringify({ jsonrpc: "2.0", ...message })).kind;
    expect(kind({ id: 1, method: "ping" })).toBe("request");
    expect(kind({ id: "a", method: "ping", params: {} })).toBe("request");
    expect(kind({ method: "notifications/initialized" })).toBe("notification");
    expect(kind({ id: 1, result: {} })).toBe("result");
    expect(kind({ id: null, error: { code: -32700, message: "no" } })).toBe("failure");
    expect(kind({ error: { code: -32700, message: "no" } })).toBe("failure");
  });

  it.each([
    "1",
    "null",
    "[]",
    '"text"',
    "{}",
    '{"id":1,"method":"ping"}',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":null,"method":"ping"}',
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
    '{"jsonrpc":"2.0","id":1.5,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1,"method":5}',
    '{"jsonrpc":"2.0","id":1,"method":"x","params":[1]}',
    '{"jsonrpc":"2.0","id":1,"result":[]}',
    '{"jsonrpc":"2.0","result":{}}',
    '{"jsonrpc":"2.0","id":1,"error":{"code":"x","message":"y"}}',
    '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
  ])("refuses %s as no message", (text) => {
    expect(codeOf(() => parseMessage(text))).toBe("not_json_rpc -32600");
  });

  it("refuses what is no JSON", () => {
    for (const text of ["", "{", "{'a':1}", '{"a":', "\u0000"]) {
      expect(codeOf(() => parseMessage(text))).toBe("malformed_json -32700");
    }
  });

  it("refuses JSON 100,000 deep before it is parsed", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const text = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      expect(codeOf(() => parseMessage(text))).toBe("too_deep -32600");
      expect(codeOf(() => parseMessage(open.repeat(100_000)))).toBe("too_deep -32600");
    }
  });

  it("keeps __proto__, constructor and prototype as data and Object.prototype as it was", () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const params =
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":1}';
    const { message } = parseMessage(`{"jsonrpc":"2.0","id":1,"method":"x","params":${params}}`);
    expect(JSON.stringify("params" in message && message.params)).toBe(params);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });

  it("answers any text with the message that it is, untouched, or with a MessageError", () => {
    const part = fc.oneof(fc.constant("2.0"), fc.jsonValue(), fc.constantFrom("ping", 1, "a", null, {}));
    const keys = fc.constantFrom(
      "jsonrpc",
      "id",
      "method",
      "params",
      "result",
      "error",
      "__proto__",
      "code",
      "message",
    );
    const likeMessage = fc
      .array(fc.tuple(keys, fc.oneof(part, fc.dictionary(keys, part))), { maxLength: 7 })
      .map((entries) => JSON.stringify(Object.fromEntries([["jsonrpc", "2.0"], ...entries])));
    const spoiled = fc
      .tuple(likeMessage, fc.nat(60), fc.string({ maxLength: 2 }))
      .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(likeMessage, spoiled, fc.json(), fc.string()), (text) => {
        try {
          const { kind, message } = parseMessage(text);
          expect(message).toEqual(JSON.parse(text));
          expect(message.jsonrpc).toBe("2.0");
          const has = (key: string) => Object.hasOwn(message, key);
          expect([has("method"), has("method") && has("id")]).toEqual([
            kind === "request" || kind === "notification" || has("method"),
            has("method") && (kind === "request" || (kind !== "notification" && has("id"))),
          ]);
          if (kind === "request" || kind === "result")
            expect(["string", "number"]).toContain(typeof message.id);
        } catch (error) {
          if (!(error instanceof MessageError)) throw error;
          expect([-32700, -32600]).toContain(error.rpcCode);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads batches only where they are asked for", () => {
    const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
    expect(parseMessages(JSON.stringify([ping, { ...ping, id: 2 }]))).toMatchObject({
      isBatch: true,
      messages: [{ message: { id: 1 } }, { message: { id: 2 } }],
    });
    expect(parseMessages(JSON.stringify(ping)).isBatch).toBe(false);
    expect(codeOf(() => parseMessages("[]"))).toBe("not_json_rpc -32600");
    expect(codeOf(() => parseMessages(JSON.stringify([ping, 1])))).toBe("not_json_rpc -32600");
  });
});

describe("exceedsDepth", () => {
  it("counts as JSON nests, whatever stands in strings", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(8), (text, maxDepth) => {
        expect(exceedsDepth(text, maxDepth)).toBe(depthOf(JSON.parse(text)) > maxDepth);
      }),
    );
  });

  it("is not misled by brackets, quotes and backslashes in strings", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("[", "{", '"', "\\", "a")), (parts) => {
        expect(exceedsDepth(JSON.stringify({ text: parts.join("") }), 1)).toBe(false);
      }),
    );
  });

  it("lets parseJson answer what JSON.parse answers", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text, { maxDepth: 1_000 })).toEqual(JSON.parse(text));
      }),
    );
  });
});
