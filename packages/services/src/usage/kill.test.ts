import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { newId } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { openTestDatabase, testPasswords, waitFor } from "@patchops/testing";
import { expect, test } from "vitest";
import { openMeter } from "./open-meter.ts";
import { journalDirectory, memoryLog } from "./test-meter.ts";
import { usageTotals } from "./test-totals.ts";

const { database, connectionString } = await openTestDatabase(openDatabase);
const rounds = 4;
const child = fileURLToPath(new URL("./testing-child.ts", import.meta.url));

/** Meters in a process of its own, kills it so long after its first answer, and tells which calls were answered. */
async function meterUntilKilled(
  directory: string,
  organizationId: string,
  afterMs: number,
): Promise<string[]> {
  const options = JSON.stringify({ connectionString, ...testPasswords });
  const metering = spawn(process.execPath, [child, options, directory, organizationId], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  metering.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const closed = once(metering, "close");
  await waitFor(() => output.includes("\n"));
  await wait(afterMs);
  metering.kill("SIGKILL");
  await closed;
  return output.split("\n").filter((line) => line.length === 36);
}

test("kill -9 at any moment loses no answered call and counts none twice; open ones become interrupted", async () => {
  const organizationId = newId();
  const { directory, remove } = journalDirectory();
  const answered: string[] = [];
  // A killed process's successor replays its journal: the next round's, or ours in the end.
  for (let round = 0; round < rounds; round += 1) {
    answered.push(...(await meterUntilKilled(directory, organizationId, Math.random() * 250)));
  }
  const meter = await openMeter({ database, directory, log: memoryLog() });
  await meter.close();
  remove();

  const rows = await database.system
    .selectFrom("usageEvents")
    .select(["id", "outcome"])
    .where("organizationId", "=", organizationId)
    .execute();
  const outcomes = new Map(rows.map((row) => [row.id, row.outcome]));
  expect(outcomes.size).toBe(rows.length);
  expect(answered.length).toBeGreaterThan(100);
  expect(answered.filter((id) => outcomes.get(id) !== "ok")).toEqual([]);
  const known = new Set(answered);
  const unanswered = rows.filter((row) => !known.has(row.id));
  // Each of 16 callers had at most one call under way when its process died.
  expect(unanswered.length).toBeLessThanOrEqual(rounds * 16);
  expect(rows.filter((row) => row.outcome === "interrupted").length).toBeGreaterThan(0);
  const { events, hours, days, dayKeys, periods } = await usageTotals(database, organizationId);
  expect([hours.calls, days.calls, dayKeys.calls]).toEqual(Array(3).fill(rows.length));
  // A call that died before it was sent is free.
  expect(periods.units).toBe(events.units);
  // Leases of the killed were settled by what the journal says: as much is charged as was used, and none is left.
  const quota = await database.system
    .selectFrom("usageQuotas as q")
    .select([
      "q.charged",
      (query) =>
        query
          .selectFrom("usageLeases")
          .select(({ fn }) => fn.countAll<number>().as("n"))
          .as("leases"),
    ])
    .where("q.organizationId", "=", organizationId)
    .where("q.meter", "=", "calls")
    .executeTakeFirst();
  expect(quota).toEqual({ charged: events.units, leases: 0 });
  expect([hours.failures, days.failures]).toEqual([events.failures, events.failures]);
});
