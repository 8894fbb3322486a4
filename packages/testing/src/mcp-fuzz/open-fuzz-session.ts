/** A session of a revision with sessions; answers its id. */
export async function openFuzzSession(
  url: string,
  { apiKey, version }: { apiKey: string; version: string },
): Promise<string> {
  const params = {
    protocolVersion: version,
    capabilities: {},
    clientInfo: { name: "fuzz", version: "1.0.0" },
  };
  const answer = await fetch(`${url}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${apiKey}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 0, method: "initialize", params }),
  });
  await answer.text();
  const sessionId = answer.headers.get("mcp-session-id");
  if (sessionId === null) throw new Error(`no session: ${answer.status}`);
  return sessionId;
}
