import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { ClientCapabilities } from "@modelcontextprotocol/sdk/types.js";

/** The MCP SDK's own client, connected to an endpoint. */
export async function connectClient(
  url: string | URL,
  apiKey?: string,
  capabilities: ClientCapabilities = {},
): Promise<Client> {
  const client = new Client({ name: "test-client", version: "2.1" }, { capabilities });
  const headers = apiKey === undefined ? undefined : { authorization: `Bearer ${apiKey}` };
  const transport = new StreamableHTTPClientTransport(new URL(url), headers && { requestInit: { headers } });
  // The transport's optional fields are written in another way than exactOptionalPropertyTypes wants them.
  await client.connect(transport as Parameters<Client["connect"]>[0]);
  return client;
}
