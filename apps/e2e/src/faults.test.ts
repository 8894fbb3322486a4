import { expect, it } from "vitest";
import { isMet } from "../bench/report.ts";
import { exactness } from "../faults/exactness.ts";
import { workflowKills } from "../faults/workflow-kills.ts";

/** `pnpm test:faults` has the other faults, and a hundred thousand calls of this one. */
it("counts agree and no answered call is lost over kill -9 of two nodes under load", async () => {
  const rows = await exactness(300, 150)({ seed: 1, budgetMs: 1 });
  expect(rows.filter((row) => isMet(row) === false)).toEqual([]);
});

it("workflows go on over kill -9 of two nodes, and each of their steps takes effect once", async () => {
  const rows = await workflowKills(2)({ seed: 1, budgetMs: 1 });
  expect(rows.filter((row) => isMet(row) === false)).toEqual([]);
});
