import { newId, plans } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { createTestDatabase, testPasswords, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openMeter } from "./open-meter.ts";
import { journalDirectory, memoryLog, testCall, testEnd } from "./test-meter.ts";
import { startProxy } from "./test-proxy.ts";
import { usageTotals } from "./test-totals.ts";

const { connectionString, drop } = await createTestDatabase();
const direct = new URL(connectionString);
const proxy = await startProxy({ host: direct.hostname, port: Number(direct.port) });
const proxied = new URL(connectionString);
proxied.hostname = "127.0.0.1";
proxied.port = String(proxy.port);
const database = await openDatabase({ connectionString: proxied.href, ...testPasswords });
afterAll(async () => {
  proxy.mend();
  await database.close();
  await proxy.close();
  await drop();
});

test("while the database is away calls go on, and none is lost when it is back", async () => {
  const organizationId = newId();
  const { directory, remove } = journalDirectory();
  const log = memoryLog();
  const meter = await openMeter({ database, directory, log });
  const call = () => meter.begin(testCall(organizationId)).end(testEnd());
  for (let turn = 0; turn < 500; turn += 1) call();
  // The batch under way may or may not be stored: nobody knows until it is sent again.
  const flushing = meter.flush().catch(() => undefined);
  await new Promise(setImmediate);
  // Ten units, a hundredth of the plan's.
  const limit = { organizationId: newId(), plan: plans.free, meter: "calls" } as const;
  await meter.admit(limit);
  proxy.cut();
  await flushing;
  for (let spent = 1; spent < 10; spent += 1) await meter.admit(limit);
  await expect(meter.admit(limit)).rejects.toMatchObject({ code: "unavailable", sent: false });
  for (let turn = 0; turn < 2_500; turn += 1) call();
  await expect(meter.flush()).rejects.toMatchObject({ code: "unavailable", retryable: true });
  expect(meter.stats().unflushedEvents).toBeGreaterThanOrEqual(2_500);
  // Its plan lets calls go on that its key's budget may not have.
  const apiKeyId = newId();
  const organization = newId();
  const open = () =>
    meter.admit({
      ...{ organizationId: organization, plan: { ...plans.free, failsOpen: true }, meter: "calls" },
      budgets: [{ meter: `key:${apiKeyId}`, limit: 4, name: "CI" }],
    });
  for (let turn = 0; turn < 3; turn += 1) {
    const made = meter.begin(testCall(organization, { apiKeyId }));
    await made.sentUpstream(await open());
    await made.end(testEnd());
  }
  const unlimited = await meter.admit({ organizationId, plan: plans.self_hosted, meter: "calls" });
  unlimited.settle({ isUsed: true });

  proxy.mend();
  // They are charged before anything more is let in.
  await waitFor(() => open().then(({ leaseId }) => leaseId !== null));
  await expect(open()).rejects.toMatchObject({ code: "quota_exceeded", details: { budget: "CI" } });
  await waitFor(() => meter.stats().unflushedEvents === 0);
  expect(meter.stats().journalBytes).toBe(0);
  const { events, hours, days, periods } = await usageTotals(database, organizationId);
  expect([events.calls, hours.calls, days.calls, periods.units]).toEqual([3_000, 3_000, 3_000, 3_000]);
  expect(log.lines.at(-1)).toMatchObject({ level: "info", message: "metered calls are stored again" });
  await meter.close();
  remove();
});

test("what cannot be stored before the end waits in the journal for the next start", async () => {
  const organizationId = newId();
  const { directory, remove } = journalDirectory();
  const log = memoryLog();
  const meter = await openMeter({ database, directory, log });
  proxy.cut();
  for (let turn = 0; turn < 50; turn += 1) meter.begin(testCall(organizationId)).end(testEnd());
  await meter.close();
  expect(log.lines.some((line) => line.message.includes("stay in the journal"))).toBe(true);
  proxy.mend();
  const next = await openMeter({ database, directory, log });
  await next.flush();
  const { events } = await usageTotals(database, organizationId);
  expect(events).toMatchObject({ calls: 50, failures: 0 });
  await next.close();
  remove();
});
