import type { Expected } from "./frame.ts";
import { modernMeta } from "./ground.ts";
import { anyJson, anyText, noObject } from "./noise.ts";
import type { Spoil } from "./spoil-body.ts";

/** Nothing we say of a request itself; what a server behind us answers may be any of these. */
const answered: Expected = {
  statuses: [200, 400],
  codes: [-32602, -32601, -32603, -32002, 404],
  orResult: true,
};
const lists = ["tools/list", "prompts/list", "resources/list", "resources/templates/list"];
const ours = ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"];

/** What is wrong inside a message that is one. */
export const spoiledParams: Record<string, Spoil> = {
  good(ground) {
    const request = ground.request();
    const { id } = ground;
    const frame =
      ground.random.below(2) === 0
        ? ground.legacy({ jsonrpc: "2.0", id, ...request })
        : ground.modern(request);
    return { kind: "good", ...frame, expected: { statuses: [200], codes: [], orResult: true, id } };
  },
  "unknown method"(ground) {
    const { random, id } = ground;
    const method = random.pick([
      "no/such",
      "tools/",
      "TOOLS/LIST",
      "__proto__",
      "toString",
      "rpc.discover",
      anyText(random),
    ]);
    return random.below(2) === 0
      ? {
          kind: "unknown method",
          ...ground.legacy({ jsonrpc: "2.0", id, method, params: {} }),
          expected: { statuses: [200], codes: [-32601], id },
        }
      : {
          kind: "unknown method",
          ...ground.modern({ method: random.pick(ours), params: {} }),
          expected: { statuses: [404], codes: [-32601], id },
        };
  },
  "bad cursor"(ground) {
    const { random, id } = ground;
    const cursor = random.pick<unknown>([
      anyText(random),
      noObject(random) ?? 0,
      Buffer.from("before:x").toString("base64url"),
      { after: "x" },
    ]);
    const request = { method: random.pick(lists), params: { cursor } };
    const frame =
      random.below(2) === 0 ? ground.legacy({ jsonrpc: "2.0", id, ...request }) : ground.modern(request);
    return { kind: "bad cursor", ...frame, expected: { statuses: [200, 400], codes: [-32602], id } };
  },
  "wrong parameters"(ground) {
    const { random, id } = ground;
    const { method, params } = ground.request();
    const spoiled: Record<string, unknown> = { ...params, [anyText(random)]: anyJson(random) };
    for (const field of Object.keys(params)) {
      if (random.below(2) === 0) spoiled[field] = anyJson(random);
      else if (random.below(4) === 0) delete spoiled[field];
    }
    const frame =
      random.below(2) === 0
        ? ground.legacy({ jsonrpc: "2.0", id, method, params: spoiled })
        : ground.modern({ method, params: spoiled });
    // A name of the body that is too long for a header is another than the header's.
    return {
      kind: "wrong parameters",
      ...frame,
      expected: { ...answered, codes: [...(answered.codes ?? []), -32020] },
    };
  },
  "wrong legacy parameters"(ground) {
    const { random, id } = ground;
    const method = random.pick([
      "logging/setLevel",
      "resources/subscribe",
      "resources/unsubscribe",
      "completion/complete",
    ]);
    const params = {
      level: anyJson(random),
      uri: anyJson(random),
      ref: anyJson(random),
      argument: anyJson(random),
    };
    return {
      kind: "wrong legacy parameters",
      ...ground.legacy({ jsonrpc: "2.0", id, method, params }),
      expected: { ...answered, id },
    };
  },
  "wrong _meta"(ground) {
    const { random, id } = ground;
    const { method, params } = ground.request();
    const _meta =
      random.below(2) === 0
        ? noObject(random)
        : { progressToken: anyJson(random), [anyText(random)]: anyJson(random) };
    return {
      kind: "wrong _meta",
      ...ground.legacy({ jsonrpc: "2.0", id, method, params: { ...params, _meta } }),
      expected: { ...answered, id },
    };
  },
  "wrong envelope"(ground) {
    const { random, id } = ground;
    const { method, params } = ground.request();
    const [version, capabilities] = Object.keys(modernMeta);
    const _meta = random.pick<unknown>([
      noObject(random),
      {},
      { [String(version)]: "2026-07-28" },
      { [String(version)]: "2026-07-28", [String(capabilities)]: noObject(random) },
      { ...modernMeta, [String(version)]: random.pick([null, 1, {}]) },
    ]);
    return {
      kind: "wrong envelope",
      ...ground.modern({ method, params: { ...params, _meta } }),
      expected: { statuses: [400], codes: [-32602], id },
    };
  },
  "wrong state"(ground) {
    const { random, id } = ground;
    const { name, uri } = { name: `${ground.prefix}test_simple_text`, uri: "test://static-text" };
    const request = random.pick([
      { method: "tools/call", params: { name, arguments: {} } },
      { method: "resources/read", params: { uri } },
    ]);
    const params = {
      ...request.params,
      requestState: noObject(random) ?? "x",
      inputResponses: anyJson(random),
    };
    return {
      kind: "wrong state",
      ...ground.modern({ ...request, params }),
      expected: { statuses: [200, 400], codes: [-32602], id },
    };
  },
  "wrong subscription"(ground) {
    const { random, id } = ground;
    return {
      kind: "wrong subscription",
      ...ground.modern({ method: "subscriptions/listen", params: { notifications: noObject(random) } }),
      expected: { statuses: [400], codes: [-32602], id },
    };
  },
  "wrong initialize"(ground) {
    const { random, id } = ground;
    const protocolVersion = random.pick<unknown>([undefined, null, 1, [], {}]);
    const params = { protocolVersion, capabilities: anyJson(random), clientInfo: anyJson(random) };
    return {
      kind: "wrong initialize",
      ...ground.legacy({ jsonrpc: "2.0", id, method: "initialize", params }, { "mcp-session-id": undefined }),
      expected: { statuses: [400], codes: [-32602], id },
    };
  },
  "odd initialize"(ground) {
    const { random, id } = ground;
    const params = {
      protocolVersion: anyText(random),
      capabilities: anyJson(random),
      clientInfo: random.pick<unknown>([
        anyJson(random),
        { name: anyText(random), version: anyText(random) },
      ]),
    };
    return {
      kind: "odd initialize",
      ...ground.legacy({ jsonrpc: "2.0", id, method: "initialize", params }, { "mcp-session-id": undefined }),
      expected: { statuses: [200], codes: [], orResult: true, id },
    };
  },
  "odd client"(ground) {
    const { random, id } = ground;
    const _meta = {
      ...modernMeta,
      "io.modelcontextprotocol/clientInfo": random.pick<unknown>([
        anyJson(random),
        { name: anyText(random), version: anyText(random) },
      ]),
      "io.modelcontextprotocol/logLevel": anyJson(random),
      progressToken: anyJson(random),
    };
    const { method, params } = ground.request();
    return {
      kind: "odd client",
      ...ground.modern({ method, params: { ...params, _meta } }),
      expected: { statuses: [200], codes: [], orResult: true, id },
    };
  },
};
