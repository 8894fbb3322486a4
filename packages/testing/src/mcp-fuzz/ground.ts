import type { Frame } from "./frame.ts";
import type { Random } from "./random.ts";

type Changes = Record<string, string | undefined>;
type Params = Record<string, unknown>;

/** Where frames are sent, and what good ones are made of. */
export interface GroundOptions {
  /** Of the server, without a path. */
  url: string;
  apiKey: string;
  /** Before each name on `/mcp`: of the connection to a full server. */
  prefix: string;
  /** Of the sender, in 2025-11-25. */
  sessionId: string;
  /** Of the sender, in 2025-03-26, which has batches. */
  batchSessionId: string;
  /** Somebody else's. */
  foreignSessionId: string;
}

/** Good requests of both eras, to be spoiled. */
export interface Ground extends GroundOptions {
  random: Random;
  id: string | number;
  /** A good request of either era: its method and parameters. */
  request(): { method: string; params: Params };
  /** Of a message, or of a text that is sent as it is. */
  legacy(message: unknown, changes?: Changes): Omit<Frame, "kind" | "expected">;
  modern(message: { method: string; params: Params }, changes?: Changes): Omit<Frame, "kind" | "expected">;
}

const era = "io.modelcontextprotocol";
export const modernMeta = { [`${era}/protocolVersion`]: "2026-07-28", [`${era}/clientCapabilities`]: {} };

export function createGround(options: GroundOptions, random: Random): Ground {
  const { apiKey, prefix, sessionId } = options;
  const id = random.pick([0, 1, 7, 2 ** 53 - 1, -5, "", "a", "7", "id-日本", "x".repeat(300)]);
  const base = {
    authorization: `Bearer ${apiKey}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const requests: readonly { method: string; params: Params }[] = [
    { method: "tools/list", params: {} },
    { method: "prompts/list", params: {} },
    { method: "resources/list", params: {} },
    { method: "resources/templates/list", params: {} },
    { method: "tools/call", params: { name: `${prefix}test_simple_text`, arguments: {} } },
    { method: "prompts/get", params: { name: `${prefix}test_simple_prompt` } },
    { method: "resources/read", params: { uri: "test://static-text" } },
    {
      method: "completion/complete",
      params: {
        ref: { type: "ref/prompt", name: `${prefix}test_prompt_with_arguments` },
        argument: { name: "arg1", value: "par" },
      },
    },
  ];
  return {
    ...options,
    random,
    id,
    request: () => random.pick(requests),
    legacy: (message, changes) => ({
      method: "POST",
      path: "/mcp",
      headers: changed(
        { ...base, "mcp-session-id": sessionId, "mcp-protocol-version": "2025-11-25" },
        changes,
      ),
      body: typeof message === "string" ? message : JSON.stringify(message),
    }),
    modern: ({ method, params }, changes) => {
      const name = params.name ?? params.uri;
      const message = { jsonrpc: "2.0", id, method, params: { _meta: modernMeta, ...params } };
      return {
        method: "POST",
        path: "/mcp",
        headers: changed(
          {
            ...base,
            "mcp-protocol-version": "2026-07-28",
            "mcp-method": headerText(method),
            ...(typeof name === "string" ? { "mcp-name": headerText(name) } : {}),
          },
          changes,
        ),
        body: JSON.stringify(message),
      };
    },
  };
}

/** Undefined takes a header away. */
function changed(headers: Record<string, string>, changes: Changes = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...headers, ...changes }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
}

/** As the era writes what no header can hold. */
function headerText(text: string): string {
  return /^[!-~]([ -~]*[!-~])?$/.test(text) ? text.slice(0, 8_000) : base64(text);
}

function base64(text: string): string {
  return `=?base64?${Buffer.from(text.slice(0, 4_000)).toString("base64")}?=`;
}
