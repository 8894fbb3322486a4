import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fillGenerated, markdownTable } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cells } from "./cells.ts";
import { type Gateway, openGateway } from "./open-gateway.ts";
import { type CellResult, tryCells } from "./try-cells.ts";
import { type UpstreamName, upstreams } from "./upstreams.ts";

const names = Object.keys(upstreams) as UpstreamName[];
const page = fileURLToPath(new URL("../../../../docs/conformance.md", import.meta.url));
let gateway: Gateway | undefined;
let results: CellResult[] = [];

beforeAll(async () => {
  const opened = await openGateway(names);
  gateway = opened;
  // Each server is tried cell by cell, all servers side by side: they wait more than they work.
  results = (await Promise.all(names.map((name) => tryCells(opened, name)))).flat();
});
afterAll(() => gateway?.close());

describe.each(["legacy", "modern"] as const)("a %s client", (era) => {
  describe.each(names)("of a server behind the gateway, %s, has", (name) => {
    it.each(Object.keys(cells))("%s", (cell) => {
      const found = results.find(
        (result) => result.client === era && result.upstream === name && result.cell === cell,
      );
      expect(found).toMatchObject({ problem: "" });
    });
  });
});

it("docs/conformance.md says so (vitest -u writes it)", async () => {
  const rows = Object.keys(cells).map((cell) => [
    cell.replace("_", " "),
    ...names.map((name) => {
      const passed = results.filter(
        (one) => one.upstream === name && one.cell === cell && one.problem === "",
      );
      return passed.map(({ client }) => client).join(", ");
    }),
  ]);
  const table = markdownTable(["", ...names], rows);
  const text = await readFile(page, "utf8");
  await expect(fillGenerated(text, "eras", table)).toMatchFileSnapshot(page);
});
