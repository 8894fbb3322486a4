import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { createApiKey, resolveApiKey } from "../apikey/index.ts";
import { addConnection, refreshConnection, removeConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../testing/people.ts";
import { callTool, getTool, listTools, offeredTools, toolDeclarations } from "../tool/index.ts";
import {
  createProfile,
  enterProfile,
  getProfile,
  listProfiles,
  removeProfile,
  updateProfile,
} from "./index.ts";

const { services } = await openLiveServices();
const shop = await startMcpFixture({
  tools: [{ name: "read", description: "Reads." }, { name: "write" }, { name: "drop" }],
});
const mail = await startMcpFixture({ tools: [{ name: "send" }] });
afterAll(() => Promise.all([shop.close(), mail.close()]));
const { signal } = new AbortController();
const everywhere = { profile: undefined, connection: undefined };

async function organization(name: string) {
  const person = await testPerson(services, name);
  await addConnection(person.context, { name: "shop", target: { kind: "http", url: shop.url } });
  await addConnection(person.context, { name: "mail", target: { kind: "http", url: mail.url } });
  return person;
}

/** The context of somebody at an endpoint. */
async function at(context: Context, endpoint: { profile?: string; connection?: string }): Promise<Context> {
  return { ...context, actor: await enterProfile(services, context.actor, { ...everywhere, ...endpoint }) };
}

const call = (context: Context, name: string) =>
  callTool(context, { tool: { name }, arguments: {}, argumentsBytes: 2, signal });

test("a profile shows, calls, finds and types what it has and nothing else, under its own names and words", async () => {
  const { context, organizationId } = await organization("ada");
  const profile = await createProfile(context, {
    name: "Reading only",
    connections: ["shop"],
    tools: [
      { tool: "shop_read", name: "look", description: "Looks things up." },
      { tool: "shop_drop", isIncluded: false },
      { tool: "mail_send", isIncluded: true },
    ],
    isToolSearch: true,
  });
  expect(profile).toMatchObject({
    slug: "reading-only",
    url: "http://127.0.0.1:3000/mcp/p/reading-only",
    connections: ["shop"],
    toolCount: 3,
    isToolSearch: true,
    keys: 0,
  });
  expect(profile.contextTokens).toBeGreaterThan(0);
  const inside = await at(context, { profile: "reading-only" });
  const offered = await offeredTools(inside);
  expect(offered.map(({ name }) => name)).toEqual(["look", "mail_send", "shop_write"]);
  expect(offered[0]?.definition).toMatchObject({ name: "read", description: "Looks things up." });
  expect((await offeredTools(inside, { connection: "shop" })).map(({ name }) => name)).toEqual([
    "read",
    "write",
  ]);
  expect((await listTools(inside, { search: "looks" })).map(({ name }) => name)).toEqual(["look"]);
  expect((await listTools(context, { profile: profile.id })).map(({ name }) => name)).toEqual([
    "look",
    "mail_send",
    "shop_write",
  ]);
  const { text } = await toolDeclarations(inside);
  expect(text).toContain("read(args");
  expect(text).not.toContain("drop(args");
  const { callId } = await call(inside, "look");
  for (const name of ["shop_read", "shop_drop"]) {
    await expect(call(inside, name)).rejects.toMatchObject({ code: "unknown_tool" });
  }
  await expect(
    callTool(inside, {
      tool: { connection: "shop", tool: "drop" },
      arguments: {},
      argumentsBytes: 2,
      signal,
    }),
  ).rejects.toMatchObject({ code: "unknown_tool" });
  await services.meter.flush();
  const row = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("usageEvents").selectAll().where("id", "=", callId).executeTakeFirst(),
  );
  expect(row).toMatchObject({ profile: "reading-only", exposedName: "look", tool: "read" });
  expect((await getTool(context, { name: "shop_read" })).profiles).toEqual([
    { slug: "reading-only", name: "Reading only", exposedName: "look" },
  ]);
});

test("tools that come later are in with their connection, and never under a name that a profile gave", async () => {
  const { context } = await testPerson(services, "later");
  const growing = await startMcpFixture({ tools: [{ name: "a" }] });
  await addConnection(context, { name: "grow", target: { kind: "http", url: growing.url } });
  await createProfile(context, {
    name: "p",
    connections: "all",
    tools: [{ tool: "grow_a", name: "grow_b" }],
  });
  growing.setTools([{ name: "a" }, { name: "b" }]);
  await refreshConnection(context, { connection: "grow" });
  const names = (await offeredTools(await at(context, { profile: "p" }))).map(({ name }) => name);
  expect(names).toEqual(["grow_b", expect.stringMatching(/^grow_b_[0-9a-f]{8}$/)]);
  // All of the organization see the newcomer by the same name.
  expect((await listTools(context, {})).map(({ name }) => name)).toEqual(["grow_a", names[1]]);
  await removeConnection(context, { connection: "grow" });
  expect(await getProfile(context, { profile: "p" })).toMatchObject({ toolCount: 0, tools: [] });
  await growing.close();
});

test("a name is one that no other tool bears, and what is named has to be there", async () => {
  const { context } = await organization("names");
  const create = (tools: Parameters<typeof createProfile>[1]["tools"], more = {}) =>
    createProfile(context, { name: "x", tools, ...more });
  const refused = [
    [create([{ tool: "shop_read", name: "mail_send" }]), "conflict"],
    [
      create([
        { tool: "shop_read", name: "same" },
        { tool: "shop_write", name: "same" },
      ]),
      "conflict",
    ],
    [create([{ tool: "shop_reed" }]), "unknown_tool"],
    [create([{ tool: "shop_read" }, { tool: "shop_read" }]), "invalid_input"],
    [create([], { connections: ["nowhere"] }), "not_found"],
  ] as const;
  for (const [attempt, code] of refused) await expect(attempt).rejects.toMatchObject({ code });
  await create([], { slug: "taken" });
  await expect(create([], { slug: "taken" })).rejects.toMatchObject({ code: "conflict" });
  // Two profiles of one name are two addresses.
  expect((await create([])).slug).toBe("x");
  expect((await create([])).slug).toBe("x-2");
});

test("a profile changes in what is given, one is the default at /mcp, and each change leaves its entry", async () => {
  const { context, organizationId } = await organization("change");
  const first = await createProfile(context, { name: "First", connections: ["shop"], isDefault: true });
  const second = await createProfile(context, { name: "Second", connections: ["mail"] });
  const atRoot = async () => (await at(context, {})).actor.profile;
  expect(await atRoot()).toBe("first");
  const renamed = await updateProfile(context, {
    profile: "second",
    name: "Mails",
    isDefault: true,
    tools: [{ tool: "mail_send", name: "send" }],
  });
  expect(renamed).toMatchObject({ slug: "second", name: "Mails", isDefault: true, connections: ["mail"] });
  expect(await atRoot()).toBe("second");
  expect((await getProfile(context, { profile: first.id })).isDefault).toBe(false);
  await updateProfile(context, { profile: second.id, isDefault: false });
  await updateProfile(context, { profile: second.id, isToolSearch: true });
  // Clients are shown tools in one way.
  expect(await updateProfile(context, { profile: second.id, isCodeMode: true })).toMatchObject({
    isToolSearch: false,
    isCodeMode: true,
  });
  await expect(
    updateProfile(context, { profile: second.id, isToolSearch: true, isCodeMode: true }),
  ).rejects.toMatchObject({ code: "invalid_input" });
  expect(await atRoot()).toBeNull();
  expect((await listProfiles(context)).map(({ slug }) => slug)).toEqual(["first", "second"]);
  await removeProfile(context, { profile: "first" });
  await expect(getProfile(context, { profile: "first" })).rejects.toMatchObject({ code: "not_found" });
  await expect(removeProfile(context, { profile: first.id })).rejects.toMatchObject({ code: "not_found" });
  const actions = (await auditActions(services, organizationId)).filter((each) =>
    each.startsWith("profile."),
  );
  expect(actions).toEqual([
    "profile.create",
    "profile.create",
    ...Array.from({ length: 4 }, () => "profile.update"),
    "profile.remove",
  ]);
});

test("a key of a profile stays in it, at every door, and so do the keys that it makes", async () => {
  const { context } = await organization("bound");
  await createProfile(context, { name: "Reading", connections: ["shop"] });
  await createProfile(context, { name: "Other", connections: "all", isDefault: true });
  const { key } = await createApiKey(context, {
    name: "bound",
    profile: "reading",
    scopes: ["keys:manage", "tools:read"],
  });
  const resolved = await resolveApiKey(services, key);
  if (!resolved.ok) throw new Error("the key is refused");
  const bound: Context = { ...context, actor: resolved.actor };
  expect((await at(bound, {})).actor.profile).toBe("reading");
  expect((await at(bound, { profile: "reading" })).actor.profile).toBe("reading");
  expect((await at(bound, { connection: "shop" })).actor.profile).toBe("reading");
  for (const endpoint of [{ profile: "other" }, { profile: "nowhere" }, { connection: "mail" }]) {
    await expect(at(bound, endpoint)).rejects.toMatchObject({
      code: "forbidden",
      next: expect.stringContaining("http://127.0.0.1:3000/mcp/p/reading"),
    });
  }
  // A free one goes everywhere.
  expect((await at(context, { profile: "reading" })).actor.profile).toBe("reading");
  expect((await at(context, { connection: "mail" })).actor.profile).toBeNull();
  await expect(at(context, { profile: "nowhere" })).rejects.toMatchObject({ code: "not_found" });
  expect((await listTools(bound, { profile: "other" })).map(({ connection }) => connection)).toEqual([
    "shop",
    "shop",
    "shop",
  ]);
  const child = await createApiKey(bound, { name: "child" });
  expect(await resolveApiKey(services, child.key)).toMatchObject({ actor: { profile: "reading" } });
  await expect(createApiKey(bound, { name: "x", profile: "other" })).rejects.toMatchObject({
    code: "invalid_input",
    details: { field: "profile" },
  });
  // With the profile its keys end, so that a later one of the name is not theirs.
  expect((await getProfile(context, { profile: "reading" })).keys).toBe(2);
  expect(await removeProfile(context, { profile: "reading" })).toMatchObject({
    revokedKeys: 2,
    revokedApps: 0,
  });
  await expect(at(bound, {})).rejects.toMatchObject({ code: "forbidden" });
  await expect.poll(() => resolveApiKey(services, key)).toEqual({ ok: false, reason: "revoked_key" });
});

test("members, viewers, and keys without the scope see profiles and change none", async () => {
  const owner = await organization("owner");
  await createProfile(owner.context, { name: "Ours" });
  const member = await testMember(services, owner, "member", "member");
  for (const [context, code] of [
    [member.context, "forbidden"],
    [asApiKey(owner.context, ["tools:read", "connections:manage", "keys:manage"]), "insufficient_scope"],
  ] as const) {
    expect(await listProfiles(context)).toHaveLength(1);
    await expect(createProfile(context, { name: "x" })).rejects.toMatchObject({ code });
    await expect(updateProfile(context, { profile: "ours", name: "x" })).rejects.toMatchObject({ code });
    await expect(removeProfile(context, { profile: "ours" })).rejects.toMatchObject({ code });
  }
  const stranger = await testPerson(services, "stranger");
  expect(await listProfiles(stranger.context)).toEqual([]);
  for (const attempt of [
    getProfile(stranger.context, { profile: "ours" }),
    updateProfile(stranger.context, { profile: "ours", name: "x" }),
    removeProfile(stranger.context, { profile: "ours" }),
  ]) {
    await expect(attempt).rejects.toMatchObject({ code: "not_found" });
  }
});
