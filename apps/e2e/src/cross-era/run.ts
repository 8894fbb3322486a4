import { markdownTable } from "@patchops/testing";
import { openGateway } from "./open-gateway.ts";
import { tryCells } from "./try-cells.ts";
import { type UpstreamName, upstreams } from "./upstreams.ts";

/** `node apps/e2e/src/cross-era/run.ts [upstream …]`: tries each cell of the matrix through the gateway and prints what came of it. */
const all = Object.keys(upstreams) as UpstreamName[];
const wished = process.argv.slice(2);
const names = all.filter((name) => wished.length === 0 || wished.includes(name));

const gateway = await openGateway(names);
const results = await Promise.all(names.map((name) => tryCells(gateway, name))).finally(() =>
  gateway.close(),
);
const rows = results
  .flat()
  .map(({ client, upstream, cell, problem }) => [
    `${client} client`,
    upstream,
    cell,
    problem === "" ? "passed" : "FAILED",
    problem,
  ]);
const passed = rows.filter(([, , , , problem]) => problem === "").length;
process.stdout.write(`${markdownTable(["client", "upstream", "cell", "result", "problem"], rows)}\n`);
process.stdout.write(`\n${passed} of ${rows.length} cells\n`);
process.exitCode = passed === rows.length ? 0 : 1;
