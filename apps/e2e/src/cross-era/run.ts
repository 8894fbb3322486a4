import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { markdownTable } from "@patchops/testing";
import { cells } from "./cells.ts";
import { openGateway } from "./open-gateway.ts";
import { openPeer } from "./open-peer.ts";
import { type UpstreamName, upstreams } from "./upstreams.ts";

/** `node apps/e2e/src/cross-era/run.ts [upstream …]`: tries each cell of the matrix through the gateway and prints what came of it. */
const cellDeadlineMs = 10_000;

const all = Object.keys(upstreams) as UpstreamName[];
const wished = process.argv.slice(2);
const names = all.filter((name) => wished.length === 0 || wished.includes(name));

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

const gateway = await openGateway(names);
const headers = { authorization: `Bearer ${gateway.apiKey}` };
const rows: string[][] = [];
let failed = 0;
try {
  for (const era of ["legacy", "modern"] as const) {
    for (const name of names) {
      const transport = new StreamableHTTPClientTransport(gateway.endpoint(name), {
        requestInit: { headers },
      });
      const dialing = openPeer(era, transport);
      const unreachable = await attempt(dialing);
      for (const [cell, does] of Object.entries(cells)) {
        const problem = unreachable === "" ? await attempt(dialing.then(does)) : unreachable;
        if (problem !== "") failed += 1;
        rows.push([`${era} client`, name, cell, problem === "" ? "passed" : "FAILED", problem]);
      }
      if (unreachable === "") await (await dialing).close();
    }
  }
} finally {
  await gateway.close();
}
process.stdout.write(`${markdownTable(["client", "upstream", "cell", "result", "problem"], rows)}\n`);
process.stdout.write(`\n${rows.length - failed} of ${rows.length} cells\n`);
process.exitCode = failed === 0 ? 0 : 1;
