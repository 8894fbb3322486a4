import { type Received, send } from "./send.ts";

export interface RawClient {
  sessionId: string;
  /** What every request of the session carries, with changes: undefined takes one away. */
  headers(changes?: Record<string, string | undefined>): Record<string, string>;
  /** Posts a message as it is; `headers` are added to the usual ones, undefined takes one away. */
  post(message: unknown, headers?: Record<string, string | undefined>): Promise<Received>;
  /** A request's answer. */
  request(method: string, params?: Record<string, unknown>, id?: string | number): Promise<Received>;
}

export interface RawClientOptions {
  apiKey: string;
  protocolVersion?: string;
  clientInfo?: { name: string; version: string };
  accept?: string;
}

export function rpc(method: string, params?: Record<string, unknown>, id?: string | number) {
  return { jsonrpc: "2.0", ...(id === undefined ? {} : { id }), method, ...(params ? { params } : {}) };
}

/** An MCP client by hand: it has shaken hands in the revision that it was told to speak. */
export async function openRawClient(url: string, options: RawClientOptions): Promise<RawClient> {
  const { apiKey, protocolVersion = "2025-11-25", accept = "application/json, text/event-stream" } = options;
  const headers: Record<string, string> = {
    authorization: `Bearer ${apiKey}`,
    "content-type": "application/json",
    accept,
  };
  const hello = rpc(
    "initialize",
    { protocolVersion, capabilities: {}, clientInfo: options.clientInfo ?? { name: "raw", version: "1" } },
    0,
  );
  const welcome = await send(url, { headers, body: JSON.stringify(hello) });
  const sessionId = welcome.headers["mcp-session-id"];
  if (typeof sessionId !== "string") throw new Error(`no session: ${welcome.status} ${welcome.text}`);
  headers["mcp-session-id"] = sessionId;
  // The header came with 2025-06-18.
  if (protocolVersion >= "2025-06-18") headers["mcp-protocol-version"] = protocolVersion;
  let lastId = 0;
  const client: RawClient = {
    sessionId,
    headers(changes = {}) {
      const given = Object.entries({ ...headers, ...changes }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      );
      return Object.fromEntries(given);
    },
    post: (message, changes) =>
      send(url, { headers: client.headers(changes), body: JSON.stringify(message) }),
    request: (method, params, id = ++lastId) => client.post(rpc(method, params, id)),
  };
  await client.post(rpc("notifications/initialized"));
  return client;
}
