import { newId, plans } from "@patchops/contract";
import { expect, test } from "vitest";
import { createApiKey, listApiKeys, resolveApiKey, setApiKeyBudget } from "../apikey/index.ts";
import { addConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { createInvitation } from "../invitation/index.ts";
import { listMembers, setMemberBudget } from "../member/index.ts";
import { createServiceAccount } from "../serviceaccount/index.ts";
import { auditEntries, testMember } from "../testing/people.ts";
import { callTool } from "../tool/index.ts";
import { cancelExecution, startExecution } from "./index.ts";
import { openPrograms } from "./test-programs.ts";

const { services, programmer, run, rows } = await openPrograms();
const { signal } = new AbortController();

const call = (tool = "echo") => ({
  tool: { connection: "shop", tool },
  arguments: {},
  argumentsBytes: 2,
  signal,
});

async function usePlan(organizationId: string, plan: keyof typeof plans): Promise<void> {
  await services.snapshots.change(organizationId, (trx) =>
    trx.updateTable("organizations").set({ plan }).where("id", "=", organizationId).execute(),
  );
}

test("budgets of a key and of a member hold by their names; owners and admins set them, and everybody sees them", async () => {
  const owner = await programmer("budgets");
  const { organizationId } = owner;
  const bob = await testMember(services, owner, "bob", "member");
  const { id, key } = await createApiKey(bob.context, { name: "CI" });
  const found = await resolveApiKey(services, key);
  if (!found.ok) throw new Error("the key is not known");
  const byKey: Context = { ...bob.context, actor: found.actor, via: "cli" };
  await callTool(byKey, call());
  await services.meter.flush();

  await expect(setApiKeyBudget(bob.context, { id, callsPerMonth: 9 })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(setMemberBudget(bob.context, { userId: bob.userId, callsPerMonth: 9 })).rejects.toMatchObject({
    code: "forbidden",
  });
  await setApiKeyBudget(owner.context, { id, callsPerMonth: 2 });
  await setMemberBudget(owner.context, { userId: bob.userId, callsPerMonth: 3 });
  // The call before counts.
  await callTool(byKey, call());
  await expect(callTool(byKey, call())).rejects.toMatchObject({
    code: "quota_exceeded",
    sent: false,
    message: 'The budget of the API key "CI": 2 of 2 calls of this month are used.',
  });
  await callTool(bob.context, call());
  await expect(callTool(bob.context, call())).rejects.toMatchObject({
    message: `The budget of ${bob.email}: 3 of 3 calls of this month are used.`,
  });
  await callTool(owner.context, call());

  expect(await listApiKeys(owner.context)).toMatchObject([{ name: "CI", callsPerMonth: 2 }]);
  expect((await listMembers(owner.context)).map(({ callsPerMonth }) => callsPerMonth)).toEqual([null, 3]);
  await setMemberBudget(owner.context, { userId: bob.userId, callsPerMonth: null });
  await callTool(bob.context, call());
  const entries = await auditEntries(services, organizationId);
  expect(entries.filter(({ action }) => action.endsWith("set_budget"))).toMatchObject([
    { action: "api_key.set_budget", before: { callsPerMonth: null }, after: { callsPerMonth: 2 } },
    { action: "member.set_budget", before: { callsPerMonth: null }, after: { callsPerMonth: 3 } },
    { action: "member.set_budget", before: { callsPerMonth: 3 }, after: { callsPerMonth: null } },
  ]);
});

test("a plan's places for connections and members are refused when they are taken", async () => {
  const owner = await programmer("places");
  await usePlan(owner.organizationId, "free");
  const account = { role: "member" as const, scopes: undefined };
  await createServiceAccount(owner.context, { ...account, name: "one" });
  await createInvitation(owner.context, {});
  await expect(createInvitation(owner.context, {})).rejects.toMatchObject({
    code: "quota_exceeded",
    message: "The plan Free has 3 members: 2 are there, and 1 invitation waits.",
  });
  await createServiceAccount(owner.context, { ...account, name: "two" });
  await expect(createServiceAccount(owner.context, { ...account, name: "three" })).rejects.toMatchObject({
    code: "quota_exceeded",
    details: { meter: "members", limit: 3 },
  });
  const [slug, createdBy] = ["more", owner.userId];
  await services.database.withOrganization(owner.organizationId, (trx) =>
    trx
      .insertInto("connections")
      .values(
        Array.from({ length: 9 }, (_, place) => ({
          organizationId: owner.organizationId,
          id: newId(),
          slug: `${slug}-${place}`,
          codeName: `${slug}_${place}`,
          name: `More ${place}`,
          transport: "http" as const,
          url: "https://more.example/mcp",
          status: "connecting",
          statusAt: new Date().toISOString(),
          createdBy,
        })),
      )
      .execute(),
  );
  await expect(addConnection(owner.context, { target: { kind: "demo" } })).rejects.toMatchObject({
    code: "quota_exceeded",
    next: expect.stringContaining("/billing"),
  });
});

test("runs get no more CPU time than the month has left, side by side as well, and none begins when nothing is", async () => {
  const { context, organizationId } = await programmer("cpu");
  await usePlan(organizationId, "free");
  const period = `${new Date().toISOString().slice(0, 7)}-01`;
  await services.database.system
    .insertInto("usagePeriods")
    .values({ organizationId, period, meter: "cpu_ms", used: plans.free.cpuSecondsPerMonth * 1_000 - 50 })
    .execute();
  const waiting = await startExecution(context, {
    code: "await new Promise((done) => setTimeout(done, 60_000))",
  });
  // It holds all that is left, and gives back what it did not use.
  await expect(startExecution(context, { code: "1" })).rejects.toMatchObject({
    code: "quota_exceeded",
    details: { meter: "cpu_ms" },
  });
  await cancelExecution(context, { executionId: waiting.executionId });
  await waiting.finished;
  expect(await rows(organizationId)).toHaveLength(1);
  expect(await run(context, "for (;;);")).toMatchObject({
    status: "quota_exceeded",
    error: { code: "quota_exceeded" },
  });
  await services.meter.flush();
  await expect(startExecution(context, { code: "1" })).rejects.toMatchObject({
    code: "quota_exceeded",
    details: { meter: "cpu_ms" },
  });
});

test("a plan may leave failed calls free; in a program a refusal is a ToolError with its code", async () => {
  const { context, organizationId } = await programmer("failures");
  await usePlan(organizationId, "team");
  await callTool(context, call("refuse"));
  await callTool(context, call());
  expect((await rows(organizationId)).map(({ units }) => units)).toEqual([0, 1]);
  await usePlan(organizationId, "free");
  await services.database.system
    .updateTable("usagePeriods")
    .set({ used: 1_000 })
    .where("organizationId", "=", organizationId)
    .execute();
  const done = await run(context, "try { await tools.shop.echo({}) } catch (e) { return [e.name, e.code] }");
  expect(done.result).toEqual(["ToolError", "quota_exceeded"]);
});
