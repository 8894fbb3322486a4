import { startMcpFixture, waitFor } from "@patchops/testing";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createApiKey, resolveApiKey, revokeApiKey } from "../apikey/index.ts";
import { addConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { grantConsent, resolveOAuthGrant, revokeConnectedApp } from "../oauth/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testMember, testPerson } from "../testing/people.ts";
import { getExecution, startExecution } from "./index.ts";

const { services, otherNode } = await openLiveServices();
const other = await otherNode();
const fixture = await startMcpFixture({ tools: [{ name: "add" }] });
afterAll(() => fixture.close());

/** Calls for as long as it may. */
const restless = `for (;;) { await tools.shop.add({}); await new Promise((done) => setTimeout(done, 100)); }`;

async function keyOf(context: Context) {
  const { id, key } = await createApiKey(context, { name: "runner" });
  const resolved = await resolveApiKey(services, key);
  if (!resolved.ok) throw new Error(resolved.reason);
  return { id, context: { ...context, actor: resolved.actor } };
}

async function startRestless(context: Context) {
  const { executionId, finished } = await startExecution(context, { code: restless, detached: true });
  await waitFor(() => fixture.requests.some(({ method }) => method === "tools/call"));
  return { executionId, finished };
}

async function callsFrom(organizationId: string): Promise<number> {
  await services.meter.flush();
  const rows = await services.database.system
    .selectFrom("usageEvents")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("kind", "=", "call")
    .execute();
  return rows.length;
}

async function endedWithin(finished: Promise<void>, ms: number): Promise<void> {
  const began = performance.now();
  await finished;
  expect(performance.now() - began).toBeLessThan(ms);
}

test("S26: a run ends within 5 s of the revocation of its key, through whichever node, and calls nothing more", async () => {
  const ann = await testPerson(services, "ann");
  await addConnection(ann.context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const key = await keyOf(ann.context);
  const { executionId, finished } = await startRestless(key.context);
  await revokeApiKey({ ...ann.context, services: other }, { id: key.id });
  await endedWithin(finished, 5_000);
  const calls = await callsFrom(ann.organizationId);
  const run = await getExecution(ann.context, { executionId });
  expect(run.status).toBe("cancelled");
  expect(run.logs.at(-1)).toMatchObject({ level: "warn", text: expect.stringContaining("may not act") });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await callsFrom(ann.organizationId)).toBe(calls);
});

test("S26: likewise of the revocation of the app that started it", async () => {
  const amy = await testPerson(services, "amy");
  await addConnection(amy.context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const { actor } = amy.context;
  const id = await grantConsent(amy.context, actor, {
    clientId: "editor",
    client: { name: "Editor", host: null, isVerified: false },
    redirectUri: "http://127.0.0.1:1/callback",
    resource: `${services.settings.publicUrl}/mcp`,
    organizationId: actor.organizationId,
    scopes: ["tools:call", "code:execute"],
    isRemembered: false,
  });
  const grant = await resolveOAuthGrant(services, id);
  if (!grant) throw new Error("the grant does not stand");
  const { finished, executionId } = await startRestless({ ...amy.context, actor: grant.actor });
  await revokeConnectedApp({ ...amy.context, services: other }, { id });
  await endedWithin(finished, 5_000);
  expect((await getExecution(amy.context, { executionId })).status).toBe("cancelled");
});

test("S26: also when no notification arrives, and when the key expires", async () => {
  const bob = await testPerson(services, "bob");
  await addConnection(bob.context, { name: "shop", target: { kind: "http", url: fixture.url } });
  for (const change of [sql`revoked_at = now()`, sql`expires_at = now()`]) {
    const key = await keyOf(bob.context);
    const { finished } = await startRestless(key.context);
    await sql`update api_keys set ${change} where id = ${key.id}`.execute(services.database.system);
    await endedWithin(finished, 5_000);
  }
});

test("a run of somebody who left the organization ends; another's goes on", async () => {
  const cat = await testPerson(services, "cat");
  await addConnection(cat.context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const dan = await testMember(services, cat, "dan", "member");
  const [hers, his] = [await startRestless(cat.context), await startRestless(dan.context)];
  await services.database.system
    .deleteFrom("members")
    .where("userId", "=", dan.userId)
    .where("organizationId", "=", cat.organizationId)
    .execute();
  await endedWithin(his.finished, 5_000);
  expect((await getExecution(cat.context, { executionId: hers.executionId })).status).toBe("running");
  services.liveRuns.get(hers.executionId)?.abort.abort();
  await hers.finished;
});
