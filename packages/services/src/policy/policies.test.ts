import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { createApiKey } from "../apikey/index.ts";
import { addConnection, updateConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { createProfile, updateProfile } from "../profile/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../testing/people.ts";
import { callTool, explainTool, getTool, listTools, offeredTools, toolDeclarations } from "../tool/index.ts";
import { listPolicies, removePolicy, setPolicy, setPolicyDefaults } from "./index.ts";

const { services } = await openLiveServices();
const fixture = await startMcpFixture({
  tools: [{ name: "read" }, { name: "wipe", annotations: { destructiveHint: true } }],
});
afterAll(() => fixture.close());
const { signal } = new AbortController();

async function organization(name: string) {
  const person = await testPerson(services, name);
  await addConnection(person.context, { name: "shop", target: { kind: "http", url: fixture.url } });
  return person;
}

const call = (context: Context, name: string) =>
  callTool(context, { tool: { name }, arguments: {}, argumentsBytes: 2, signal });

test("a blocked tool is offered nowhere, and a call of it is refused unsent, naming the rule, in its row too", async () => {
  const owner = await organization("ada");
  const { context, organizationId } = owner;
  const member = await testMember(services, owner, "ben", "member");
  const rule = await setPolicy(context, { action: "block", tool: "shop_wipe", role: "member" });
  expect(rule).toMatchObject({ label: "block shop_wipe for members", weight: 3 });
  expect((await offeredTools(member.context)).map(({ name }) => name)).toEqual(["shop_read"]);
  expect((await offeredTools(context)).map(({ name }) => name)).toEqual(["shop_read", "shop_wipe"]);
  expect((await listTools(member.context, {})).map(({ name }) => name)).toEqual(["shop_read"]);
  expect(await listTools(member.context, { withBlocked: true })).toMatchObject([
    { name: "shop_read", policy: "allow" },
    { name: "shop_wipe", policy: "block" },
  ]);
  expect((await toolDeclarations(member.context)).text).not.toContain("wipe(");
  expect((await toolDeclarations(context)).text).toContain("wipe(");
  const sentBefore = fixture.requests.length;
  await expect(call(member.context, "shop_wipe")).rejects.toMatchObject({
    code: "policy_blocked",
    sent: false,
    message: expect.stringContaining("block shop_wipe for members"),
    next: expect.stringContaining("/settings/policies"),
    details: { rule: { id: rule.id } },
  });
  expect(fixture.requests).toHaveLength(sentBefore);
  await services.meter.flush();
  const row = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("usageEvents")
      .selectAll()
      .where("kind", "=", "call")
      .where("userId", "=", member.userId)
      .executeTakeFirst(),
  );
  expect(row).toMatchObject({
    outcome: "refused",
    errorCode: "policy_blocked",
    errorMessage: expect.stringContaining("block shop_wipe for members"),
    wasSent: false,
  });
  expect(await getTool(member.context, { name: "shop_wipe" })).toMatchObject({
    decision: { action: "block", rule: { id: rule.id } },
    rules: [{ id: rule.id }],
  });
  await call(context, "shop_wipe");
});

test("what is to be asked is refused with a code of its own; the organization's choice asks before destructive tools", async () => {
  const { context } = await organization("asks");
  await call(context, "shop_wipe");
  await setPolicyDefaults(context, { asksDestructive: true });
  await expect(call(context, "shop_wipe")).rejects.toMatchObject({ code: "approval_required", sent: false });
  expect((await offeredTools(context)).map(({ name }) => name)).toContain("shop_wipe");
  await setPolicy(context, { action: "allow", connection: "shop" });
  await call(context, "shop_wipe");
});

test("one rule for the same names: set again it says something else; removed, the next decides", async () => {
  const { context, organizationId } = await organization("set");
  const { id: apiKey } = await createApiKey(context, { name: "Laptop" });
  await createProfile(context, { name: "Reading", connections: ["shop"] });
  const first = await setPolicy(context, { action: "block", tool: "shop_read" });
  const again = await setPolicy(context, { action: "ask", tool: "shop_read" });
  expect(again).toMatchObject({ id: first.id, action: "ask" });
  const all = await setPolicy(context, { action: "allow" });
  const own = await setPolicy(context, {
    action: "allow",
    connection: "shop",
    role: "owner",
    profile: "reading",
    apiKey,
  });
  expect(own).toMatchObject({ apiKey: { id: apiKey, name: "Laptop" }, profile: "reading", weight: 5 });
  expect(await listPolicies(context)).toMatchObject({
    rules: [{ id: own.id }, { id: first.id }, { id: all.id }],
    asksDestructive: false,
  });
  await expect(call(context, "shop_read")).rejects.toMatchObject({ code: "approval_required" });
  await removePolicy(context, { id: first.id });
  await call(context, "shop_read");
  await expect(removePolicy(context, { id: first.id })).rejects.toMatchObject({ code: "not_found" });
  for (const [input, code] of [
    [{ tool: "shop_reed" }, "unknown_tool"],
    [{ connection: "nowhere" }, "not_found"],
    [{ profile: "nowhere" }, "not_found"],
    [{ apiKey: first.id }, "not_found"],
  ] as const) {
    await expect(setPolicy(context, { action: "block", ...input })).rejects.toMatchObject({ code });
  }
  const actions = (await auditActions(services, organizationId)).filter((each) => each.startsWith("policy."));
  expect(actions).toEqual(["policy.set", "policy.set", "policy.set", "policy.set", "policy.remove"]);
});

test("members, and keys without the scope, read the rules that bind them and change none", async () => {
  const owner = await organization("owner");
  const rule = await setPolicy(owner.context, { action: "block", tool: "shop_wipe" });
  const member = await testMember(services, owner, "member", "member");
  for (const [context, code] of [
    [member.context, "forbidden"],
    [asApiKey(owner.context, ["tools:read", "connections:manage", "keys:manage"]), "insufficient_scope"],
  ] as const) {
    expect((await listPolicies(context)).rules).toHaveLength(1);
    await expect(setPolicy(context, { action: "allow", tool: "shop_wipe" })).rejects.toMatchObject({ code });
    await expect(removePolicy(context, { id: rule.id })).rejects.toMatchObject({ code });
    await expect(setPolicyDefaults(context, { asksDestructive: true })).rejects.toMatchObject({ code });
  }
  const stranger = await testPerson(services, "stranger");
  expect((await listPolicies(stranger.context)).rules).toEqual([]);
  await expect(removePolicy(stranger.context, { id: rule.id })).rejects.toMatchObject({ code: "not_found" });
});

test("why a tool is missing: the first break of the chain is named, with what mends it", async () => {
  const owner = await organization("why");
  const { context } = owner;
  const broken = async (input: Parameters<typeof explainTool>[1]) => {
    const { chain, isOffered } = await explainTool(context, input);
    const at = chain.find(({ state }) => state === "broken");
    expect(isOffered).toBe(at === undefined);
    return at && [at.step, at.finding, at.remedy?.href];
  };
  const { id: key } = await createApiKey(context, { name: "Laptop", scopes: ["usage:read"] });
  expect(await explainTool(context, { name: "shop_read" })).toMatchObject({
    exposedName: "shop_read",
    isOffered: true,
    client: "a client at /mcp",
    chain: ["connection", "definition", "profile", "policy", "client"].map((step) => ({ step, state: "ok" })),
  });
  expect(await broken({ name: "shop_read", apiKey: key })).toEqual([
    "client",
    "It lacks the scope tools:read.",
    "/settings/keys",
  ]);
  const rule = await setPolicy(context, { action: "block", tool: "shop_read", apiKey: key });
  expect(await broken({ name: "shop_read", apiKey: key })).toEqual([
    "policy",
    "Blocked by “block shop_read with the key Laptop”.",
    `/settings/policies?rule=${rule.id}`,
  ]);
  await createProfile(context, {
    name: "Writing",
    tools: [{ tool: "shop_wipe", isIncluded: true, name: "erase" }],
    isToolSearch: true,
  });
  expect(await broken({ name: "shop_read", apiKey: key, profile: "writing" })).toEqual([
    "profile",
    "The profile Writing leaves it out.",
    "/settings/profiles/writing",
  ]);
  // Found by the name that a profile gives, too, and told that it is searched for.
  const erase = await explainTool(context, { name: "erase", profile: "writing" });
  expect(erase).toMatchObject({ name: "shop_wipe", exposedName: "erase", isOffered: true });
  expect(erase.chain[2]).toMatchObject({
    state: "warning",
    finding: expect.stringContaining("search_tools"),
  });
  await updateProfile(context, { profile: "writing", isCodeMode: true });
  expect((await explainTool(context, { name: "erase", profile: "writing" })).chain.slice(2)).toMatchObject([
    { state: "warning", remedy: { command: "patchops profiles update writing --no-code-mode" } },
    { state: "ok" },
    { state: "ok", finding: "Found among the 1 of its profile." },
  ]);
  const { id: caller } = await createApiKey(context, {
    name: "Caller",
    scopes: ["tools:read", "tools:call"],
  });
  expect(await broken({ name: "erase", apiKey: caller, profile: "writing" })).toEqual([
    "client",
    expect.stringContaining("code:execute"),
    "/settings/keys",
  ]);
  await updateConnection(context, { connection: "shop", isPaused: true });
  expect(await broken({ name: "shop_read", apiKey: key, profile: "writing" })).toEqual([
    "connection",
    "shop is paused.",
    "/connections/shop",
  ]);
  await expect(explainTool(context, { name: "shop_raed" })).rejects.toMatchObject({
    code: "unknown_tool",
    next: "Did you mean shop_read?",
  });
  const stranger = await organization("whystranger");
  await expect(explainTool(stranger.context, { name: "shop_read", apiKey: key })).rejects.toMatchObject({
    code: "not_found",
  });
});
