import { expect, it } from "vitest";
import { isMet } from "../bench/report.ts";
import { killServer } from "../soak/kill-server.ts";

/** `pnpm test:long` has the other faults once, `pnpm test:soak` goes on for minutes. */
it("counts agree and no answered call is lost over kill -9 of the server under load", async () => {
  const rows = await killServer({ seed: 1, budgetMs: 1 });
  expect(rows.filter((row) => isMet(row) === false)).toEqual([]);
});
