import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { cells } from "./cells.ts";
import type { Gateway } from "./open-gateway.ts";
import { type Era, openPeer } from "./open-peer.ts";
import type { UpstreamName } from "./upstreams.ts";

export interface CellResult {
  client: Era;
  upstream: UpstreamName;
  cell: string;
  /** Why it failed; "" when it passed. */
  problem: string;
}

/** No cell waits for anything but answers. */
const cellDeadlineMs = 30_000;

async function attempt(work: Promise<unknown>): Promise<string> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("no end in time")), cellDeadlineMs);
  try {
    await Promise.race([work, late]);
    return "";
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ").slice(0, 160);
  } finally {
    clearTimeout(timer);
  }
}

/** Tries every cell with a client of each era on one server behind the gateway, one after the other: they change that server. */
export async function tryCells(gateway: Gateway, upstream: UpstreamName): Promise<CellResult[]> {
  const { url, apiKey } = gateway.endpoint(upstream);
  const headers = { authorization: `Bearer ${apiKey}` };
  const results: CellResult[] = [];
  for (const client of ["legacy", "modern"] as const) {
    const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers } });
    const dialing = openPeer(client, transport);
    const unreachable = await attempt(dialing);
    for (const [cell, does] of Object.entries(cells)) {
      const problem = unreachable === "" ? await attempt(dialing.then(does)) : unreachable;
      results.push({ client, upstream, cell, problem });
    }
    if (unreachable === "") await (await dialing).close();
  }
  return results;
}
