import { newId } from "@patchops/contract";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { auditActions, testPerson } from "../../testing/people.ts";
import { testCall, testEnd } from "../test-meter.ts";
import { openUsageServices } from "../test-usage.ts";
import { readUsageCheck } from "./last-check.ts";
import { recomputeUsage } from "./recompute.ts";
import { recomputeUsageWhenDue } from "./recompute-when-due.ts";

const { services, meter } = await openUsageServices();
const { system } = services.database;
const recent = { mend: false };

test("totals say what events do, however many kinds and calls under way; every difference is an alarm, told once, and mended", async () => {
  const ann = await testPerson(services, "ann");
  const bob = await testPerson(services, "bob");
  await system.updateTable("users").set({ isInstanceAdmin: true }).where("id", "=", ann.userId).execute();
  const call = (organizationId: string, n: number) => {
    const kinds = ["call", "call", "execution", "resource", "session"] as const;
    const kind = kinds[n % kinds.length] ?? "call";
    const isCall = kind === "call";
    meter
      .begin(
        testCall(organizationId, {
          kind,
          method: isCall ? "tools/call" : kind,
          connectionId: n % 3 === 0 || !isCall ? null : newId(),
          tool: n % 3 === 0 ? "unknown" : `tool_${n % 4}`,
          userId: ann.userId,
          clientName: n % 2 === 0 ? null : "cursor",
        }),
      )
      .end(testEnd({ outcome: n % 4 === 0 ? "error" : "ok", ...(kind === "execution" && { cpuMs: 2.5 }) }));
  };
  for (let n = 0; n < 400; n += 1) call(n % 2 === 0 ? ann.organizationId : bob.organizationId, n);
  await meter.flush();
  // Calls that are stored while it counts are no difference.
  let isCounting = true;
  const calling = (async () => {
    for (let n = 0; isCounting; n += 1) {
      call(ann.organizationId, n);
      await meter.flush();
    }
  })();
  const undisturbed = await recomputeUsage(services, recent).finally(() => {
    isCounting = false;
    return calling;
  });
  expect(undisturbed).toMatchObject({ count: 0, differences: [], isMended: false });

  await sql`update usage_periods set used = used + 7 where organization_id = ${ann.organizationId} and meter = 'cpu_ms'`.execute(
    system,
  );
  await sql`update usage_hours set calls = calls - 1, latency[9] = latency[9] + 1 where organization_id = ${bob.organizationId}`.execute(
    system,
  );
  await system
    .deleteFrom("usageDays")
    .where("organizationId", "=", ann.organizationId)
    .where("tool", "=", "tool_1")
    .execute();
  await system
    .updateTable("usageDayKeys")
    .set({ key: "nobody" })
    .where("organizationId", "=", bob.organizationId)
    .where("dimension", "=", "client")
    .where("key", "=", "cursor")
    .execute();
  const found = await recomputeUsage(services, recent);
  const of = (table: string) => found.differences.filter((difference) => difference.table === table);
  expect(of("usage_periods")).toMatchObject([{ organizationId: ann.organizationId, amount: -7 }]);
  expect(of("usage_hours").every(({ organizationId }) => organizationId === bob.organizationId)).toBe(true);
  expect(of("usage_days").length).toBeGreaterThan(0);
  expect(of("usage_day_keys").map(({ key }) => key.split(" ").at(-1))).toEqual(
    expect.arrayContaining(["cursor", "nobody"]),
  );
  await recomputeUsage(services, recent);
  const notices = await system.selectFrom("accountNotices").select("userId").execute();
  expect(notices).toEqual([{ userId: ann.userId }]);
  expect(await services.database.transaction(readUsageCheck)).toMatchObject({ differences: found.count });

  expect(await recomputeUsage(services, { mend: true })).toMatchObject({
    isMended: true,
    count: found.count,
  });
  expect(await recomputeUsage(services, recent)).toMatchObject({ count: 0 });
  for (const { organizationId } of [ann, bob]) {
    expect(await auditActions(services, organizationId)).toContain("usage.mend");
  }
  // A run from before events had its CPU time, whose record is gone.
  meter
    .begin(testCall(ann.organizationId, { kind: "execution", method: "execution", executionId: newId() }))
    .end(testEnd());
  await meter.flush();
  await sql`update usage_periods set used = used + 9 where organization_id = ${ann.organizationId} and meter = 'cpu_ms'`.execute(
    system,
  );
  const month = new Date().toISOString().slice(0, 7);
  expect(await recomputeUsage(services, { mend: true })).toMatchObject({
    ...{ count: 0, isMended: false },
    unknowable: [{ organizationId: ann.organizationId, key: `${month}-01 cpu_ms`, amount: -9 }],
  });
  const before = await services.database.transaction(readUsageCheck);
  await recomputeUsageWhenDue(services);
  expect(await services.database.transaction(readUsageCheck)).toEqual(before);
});
