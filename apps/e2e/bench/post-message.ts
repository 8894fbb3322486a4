/** Sends an MCP server one message, as a client does. */
export function postMessage(
  url: string,
  headers: Record<string, string>,
  { signal, ...message }: { method: string; id?: number | string; params?: object; signal?: AbortSignal },
): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    ...(signal && { signal }),
  });
}
