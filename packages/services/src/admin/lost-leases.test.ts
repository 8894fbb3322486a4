import { newId, plans } from "@patchops/contract";
import { expect, test } from "vitest";
import { openTestServices } from "../testing/open-test-services.ts";
import { auditActions, testPerson } from "../testing/people.ts";
import { openMeter } from "../usage/index.ts";
import { journalDirectory, testCall, testEnd } from "../usage/test-meter.ts";
import { listLeases, settleLeases } from "./lost-leases.ts";

const { services } = await openTestServices();

test("leases of a lost disk stay charged until the operator settles them, by the calls that are stored", async () => {
  const { organizationId } = await testPerson(services, "lost");
  const { directory, remove } = journalDirectory();
  const { database, log } = services;
  const meter = await openMeter({ database, directory, log });
  const call = meter.begin(testCall(organizationId));
  const admission = await meter.admit({ organizationId, plan: plans.free, meter: "calls" });
  await call.sentUpstream(admission);
  await call.end(testEnd());
  await meter.flush();
  const [node] = await listLeases(services);
  expect(node).toMatchObject({ leases: 1, units: 10, isLive: true });
  const nodeId = node?.nodeId ?? "";
  await expect(settleLeases(services, { nodeId })).rejects.toMatchObject({ code: "conflict" });
  await expect(settleLeases(services, { nodeId: newId() })).rejects.toMatchObject({ code: "not_found" });
  await database.system
    .updateTable("usageLeases")
    .set({ expiresAt: new Date(Date.now() - 1_000).toISOString() })
    .execute();
  expect(await settleLeases(services, { nodeId })).toEqual({ leases: 1, units: 9 });
  expect(await auditActions(services, organizationId)).toContain("usage.settle_leases");
  expect(await listLeases(services)).toEqual([]);
  // Its node, come back from the dead, changes nothing any more.
  admission.settle({ isUsed: false });
  await meter.close();
  remove();
  const charged = await database.system
    .selectFrom("usageQuotas")
    .select("charged")
    .where("organizationId", "=", organizationId)
    .execute();
  expect(charged).toEqual([{ charged: 1 }]);
});
