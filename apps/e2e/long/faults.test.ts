import { expect, it } from "vitest";
import { isMet, type Row } from "../bench/report.ts";
import { diskFull } from "../soak/disk-full.ts";
import { postgresAway } from "../soak/postgres-away.ts";

const shortly = { seed: 1, budgetMs: 1 };
const missed = (rows: readonly Row[]) => rows.filter((row) => isMet(row) === false);

it("counts agree and the server recovers by itself over a Postgres that is killed, restarted and frozen", async () => {
  expect(missed(await postgresAway(shortly))).toEqual([]);
});

it("no call is answered that leaves no row when the journal's disk is full", async () => {
  expect(missed(await diskFull(shortly))).toEqual([]);
});
