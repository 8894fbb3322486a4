import { postMessage } from "./post-message.ts";

/** Opens a session as a client of 2025-11-25 does; answers the headers that belong to it. */
export async function openSession(url: string, apiKey?: string): Promise<Record<string, string>> {
  const credential: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  const protocolVersion = "2025-11-25";
  const answer = await postMessage(url, credential, {
    id: 0,
    method: "initialize",
    params: { protocolVersion, capabilities: {}, clientInfo: { name: "bench", version: "1" } },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} opened no session: ${answer.status} ${text}`);
  const session = answer.headers.get("mcp-session-id");
  const own = {
    ...credential,
    ...(session !== null && { "mcp-session-id": session }),
    "mcp-protocol-version": protocolVersion,
  };
  const initialized = await postMessage(url, own, { method: "notifications/initialized" });
  await initialized.body?.cancel();
  return own;
}
