import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, type Plan, plans } from "@patchops/contract";
import { openMeter } from "@patchops/services";
import { median } from "../median.ts";
import type { Row } from "../report.ts";
import type { BenchDatabase } from "./open-bench-database.ts";

const callers = 64;
const roundMs = 500;
const rounds = 6;
const limit = 1_000_000_000;
const plan: Plan = { ...plans.self_hosted, callsPerMonth: limit, concurrentCalls: callers };
const log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };

/** Admissions under a monthly limit by leases, against one counter that each of them updates, by turns. */
export async function benchAdmission({ database }: BenchDatabase): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), "patchops-bench-journal-"));
  const meter = await openMeter({ database, directory, log });
  const organizationId = newId();
  const period = "2000-01-01";
  await database.system
    .insertInto("usageQuotas")
    .values({ organizationId, period, meter: "calls", charged: 0 })
    .execute();
  const byLease = async () => {
    (await meter.admit({ organizationId, plan, meter: "calls" })).settle({ isUsed: true });
  };
  const byRow = async () => {
    await database.system
      .updateTable("usageQuotas")
      .set((eb) => ({ charged: eb("charged", "+", 1) }))
      .where("organizationId", "=", organizationId)
      .where("period", "=", period)
      .where("meter", "=", "calls")
      .where("charged", "<", limit)
      .execute();
  };
  const leased: number[] = [];
  const hot: number[] = [];
  try {
    for (let round = -1; round < rounds; round += 1) {
      const [ofLeases, ofRow] = [await perSecond(byLease), await perSecond(byRow)];
      if (round < 0) continue;
      leased.push(ofLeases);
      hot.push(ofRow);
    }
  } finally {
    await meter.close();
    await rm(directory, { recursive: true, force: true });
  }
  return [
    {
      name: "leased admission, 64 callers",
      value: median(leased) / median(hot),
      unit: "of a hot row",
      note: `${median(leased).toFixed(0)} admissions/s; one counter ${median(hot).toFixed(0)}/s`,
      atLeast: 40,
    },
  ];
}

async function perSecond(admit: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  let done = 0;
  const call = async () => {
    for (; performance.now() - startedMs < roundMs; done += 1) await admit();
  };
  await Promise.all(Array.from({ length: callers }, call));
  return (done * 1_000) / (performance.now() - startedMs);
}
