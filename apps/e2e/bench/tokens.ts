import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createClient } from "@patchops/sdk";
import { startInstance } from "../src/start-instance.ts";
import type { Row } from "./report.ts";
import { startUpstream } from "./start-upstream.ts";

const toolsEach = 50;
const counts = [50, 500, 2_000];
/** A tokenizer weighs more than all that is measured here; o200k comes to 0.9 to 1.0 of this for lists of tools. */
const charsPerToken = 4;
const boundTokens = 1_500;

const modes = [
  { name: "full list", slug: "full", switches: {}, isBounded: false },
  { name: "tool search", slug: "search", switches: { isToolSearch: true }, isBounded: true },
  { name: "code mode", slug: "code", switches: { isCodeMode: true }, isBounded: true },
];

/** What a client's context holds of 50, 500 and 2,000 tools: every page of `tools/list`, and the instructions. */
export async function benchTokens(): Promise<Row[]> {
  const [instance, upstream] = await Promise.all([startInstance(), startUpstream({ tools: toolsEach })]);
  try {
    const { apiKey } = await instance.setUp();
    const api = createClient({ url: instance.url, apiKey });
    for (const { slug, switches } of modes) {
      await api.profile.create.mutate({ name: slug, slug, connections: "all", ...switches });
    }

    async function tokensAt(slug: string): Promise<{ tokens: number; tools: number }> {
      const client = new Client(
        { name: "bench", version: "1" },
        { versionNegotiation: { mode: { pin: "2026-07-28" } } },
      );
      await client.connect(
        new StreamableHTTPClientTransport(new URL(`${instance.url}/mcp/p/${slug}`), {
          requestInit: { headers: { authorization: `Bearer ${apiKey}` } },
        }),
      );
      const { tools } = await client.listTools();
      const text = JSON.stringify(tools) + (client.getInstructions() ?? "");
      await client.close();
      return { tokens: Math.ceil(text.length / charsPerToken), tools: tools.length };
    }

    const rows: Row[] = [];
    let connected = 0;
    for (const count of counts) {
      for (; connected < count; connected += toolsEach) {
        await api.connection.add.mutate({
          name: `Server ${connected / toolsEach}`,
          target: { kind: "http", url: upstream.url },
        });
      }
      let full = 0;
      for (const { name, slug, isBounded } of modes) {
        const { tokens, tools } = await tokensAt(slug);
        full ||= tokens;
        rows.push({
          name: `context of ${count.toLocaleString("en")} tools, ${name}`,
          value: tokens,
          unit: "tokens",
          note: `${tools} definitions, ${((tokens / full) * 100).toFixed(1)} % of the full list; at ${charsPerToken} characters a token`,
          ...(isBounded ? { atMost: boundTokens } : {}),
        });
      }
    }
    return rows;
  } finally {
    upstream.stop();
    await instance.dispose();
  }
}
