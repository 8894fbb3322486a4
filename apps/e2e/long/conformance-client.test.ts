import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fillGenerated } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ClientSuite, openClientSuite } from "../src/conformance/open-client-suite.ts";
import { readSummary } from "../src/conformance/read-summary.ts";
import { resultsTable } from "../src/conformance/results-table.ts";

const required = { "2025-11-25": 18, "2026-07-28": 32 };
const results = new Map<string, { scenario: string; passed: boolean }[]>();
let suite: ClientSuite | undefined;
beforeAll(async () => {
  suite = await openClientSuite();
});
afterAll(() => suite?.close());

it.each(Object.entries(required))(
  "what the suite requires of clients of %s: every scenario passes, %i of them",
  async (revision, count) => {
    const { stdout, stderr } = (await suite?.run("--requirements", revision)) ?? { stdout: "", stderr: "" };
    const scored = readSummary(`${stdout}\n${stderr}`).filter(({ isScored }) => isScored);
    expect(scored.filter(({ failed }) => failed > 0)).toEqual([]);
    expect(scored).toHaveLength(count);
    results.set(
      revision,
      scored.map(({ scenario, failed }) => ({ scenario, passed: failed === 0 })),
    );
  },
  180_000,
);

it("docs/conformance.md says so (vitest -u writes it)", async () => {
  const page = fileURLToPath(new URL("../../../docs/conformance.md", import.meta.url));
  const text = fillGenerated(await readFile(page, "utf8"), "conformance-client", resultsTable(results));
  await expect(text).toMatchFileSnapshot(page);
});
