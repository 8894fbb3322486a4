import type { Frame } from "./frame.ts";
import { type Ground, modernMeta } from "./ground.ts";
import { anyJson, anyText, noObject } from "./noise.ts";

export type Spoil = (ground: Ground) => Frame;

const invalidRequest = { statuses: [400], codes: [-32600] };
const parseError = { statuses: [400], codes: [-32700] };

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A good message's text with one part of it gone, doubled, or another. */
function spoiledText({ random, request, id }: Ground): string {
  const text = JSON.stringify({ jsonrpc: "2.0", id, ...request() });
  const [at, to] = [random.below(text.length), random.below(text.length)];
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    case 2:
      return (
        text.slice(0, at) + random.pick(['"', "{", "}", "[", "]", ",", ":", "\\", "\0", "'"]) + text.slice(at)
      );
    default:
      return text.slice(0, at) + text.slice(Math.min(at, to), Math.max(at, to)) + text.slice(at);
  }
}

const noMessages = (ground: Ground): readonly unknown[] => {
  const { random, id, request } = ground;
  const { method, params } = request();
  return [
    noObject(random),
    {},
    { id, method, params },
    { jsonrpc: random.pick(["1.0", "2", 2, null]), id, method },
    { jsonrpc: "2.0", id: random.pick([null, 1.5, true, {}, [], 2 ** 60]), method },
    { jsonrpc: "2.0", id, method: random.pick([1, null, {}, []]) },
    { jsonrpc: "2.0", id, method, params: random.pick([null, 1, "x", [], [1], true]) },
    { jsonrpc: "2.0", id },
    { jsonrpc: "2.0", id, result: random.pick([null, 1, []]) },
    { jsonrpc: "2.0", result: {} },
    { jsonrpc: "2.0", id, error: random.pick([{}, { code: "x", message: "y" }, { code: 1 }, []]) },
  ];
};

/** What is wrong with the text itself, before anything in it is looked at. */
export const spoiledBodies: Record<string, Spoil> = {
  "no JSON"(ground) {
    for (;;) {
      const text = spoiledText(ground);
      if (!isJson(text)) return { kind: "no JSON", ...ground.legacy(text), expected: parseError };
    }
  },
  "no UTF-8"(ground) {
    const frame =
      ground.random.below(2) === 0
        ? ground.legacy({ jsonrpc: "2.0", id: 1, method: "ping", params: { x: "@@" } })
        : ground.modern({ method: "tools/list", params: { x: "@@" } });
    const wrong = ground.random.pick([
      [0xff, 0xfe],
      [0xc0, 0xaf],
      [0xed, 0xa0],
      [0xf5, 0x80],
      [0x80, 0x61],
      [0xe2, 0x82],
    ]);
    const [before = "", after = ""] = String(frame.body).split("@@");
    const body = Buffer.concat([Buffer.from(before), Buffer.from(wrong), Buffer.from(after)]);
    return { kind: "no UTF-8", ...frame, body, expected: parseError };
  },
  "no message": (ground) => ({
    kind: "no message",
    ...ground.legacy(JSON.stringify(ground.random.pick(noMessages(ground)))),
    expected: invalidRequest,
  }),
  "too deep"(ground) {
    const depth = ground.random.pick([130, 1_000, 50_000]);
    const [open, close] = ground.random.pick([
      ["[", "]"],
      ['{"a":', "}"],
    ] as const);
    const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
    const text = ground.random.pick([
      deep,
      `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":${deep}}}`,
      `{"jsonrpc":"2.0","id":${deep},"method":"ping"}`,
    ]);
    return { kind: "too deep", ...ground.legacy(text), expected: invalidRequest };
  },
  batch(ground) {
    const { random, batchSessionId, id } = ground;
    const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
    const older = { "mcp-session-id": batchSessionId, "mcp-protocol-version": "2025-03-26" };
    const good = random.pick([
      [ping],
      [ping, { ...ping, id: "1" }, { jsonrpc: "2.0", method: "notifications/x" }],
    ]);
    const wrong: readonly unknown[] = [
      [],
      [ping, 1],
      [[ping]],
      [ping, ping],
      [{ jsonrpc: "2.0", id, method: "ping" }, ping, { jsonrpc: "2.0", id, method: "tools/list" }],
      Array.from({ length: 101 }, (_, n) => ({ ...ping, id: n })),
      [{ jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta: modernMeta } }],
    ];
    return random.pick<() => Frame>([
      () => ({ kind: "batch", ...ground.legacy(good, older), expected: { statuses: [200] } }),
      () => ({ kind: "batch", ...ground.legacy(random.pick(wrong), older), expected: invalidRequest }),
      // Other revisions have none.
      () => ({ kind: "batch", ...ground.legacy(good), expected: invalidRequest }),
    ])();
  },
  "any bytes"(ground) {
    const { random } = ground;
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: ground.id, ...ground.request() }));
    for (let count = 1 + random.below(8); count > 0; count -= 1) {
      body[random.below(body.length)] = random.below(256);
    }
    const codes = [-32700, -32600, -32601, -32602, -32002, 404];
    return {
      kind: "any bytes",
      ...ground.legacy(""),
      body,
      expected: { statuses: [200, 202, 400], codes, orResult: true },
    };
  },
  "too large"(ground) {
    const frame = ground.legacy("");
    const mebibyte = Buffer.alloc(1_048_576, " ");
    const isAnnounced = ground.random.below(2) === 0;
    return {
      kind: "too large",
      ...frame,
      ...(isAnnounced
        ? { body: Buffer.concat(Array.from({ length: 5 }, () => mebibyte)) }
        : { body: mebibyte, times: 5 }),
      expected: { statuses: [413] },
    };
  },
  "stray message"(ground) {
    const { random } = ground;
    const message = random.pick([
      { jsonrpc: "2.0", method: `notifications/${anyText(random)}`, params: {} },
      {
        jsonrpc: "2.0",
        method: "notifications/cancelled",
        // None that a frame under way has as its id: that would be cancelled rightly, and get no answer.
        params: { requestId: random.pick([null, -1, 0.5, {}, [], "nobody's"]), reason: anyJson(random) },
      },
      {
        jsonrpc: "2.0",
        method: "notifications/progress",
        params: { progressToken: anyJson(random), progress: anyJson(random) },
      },
      { jsonrpc: "2.0", id: ground.id, result: { x: anyJson(random) } },
      { jsonrpc: "2.0", id: "ask-x", result: { x: anyText(random) } },
      { jsonrpc: "2.0", id: null, error: { code: -1, message: anyText(random), data: anyJson(random) } },
    ]);
    return { kind: "stray message", ...ground.legacy(message), expected: { statuses: [202] } };
  },
};
