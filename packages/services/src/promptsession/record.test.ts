import { newId } from "@patchops/contract";
import { afterEach, expect, test, vi } from "vitest";
import type { Context } from "../context.ts";
import { asApiKey, testMember, testPerson } from "../testing/people.ts";
import { openUsageServices, pastRecord, storePast } from "../usage/test-usage.ts";
import {
  apiPromptSession,
  endPromptSession,
  getPromptSession,
  listPromptSessions,
  modernPromptSession,
  recordSessionEvent,
  startPromptSession,
} from "./index.ts";

const { services } = await openUsageServices();
const ada = await testPerson(services, "ada");
const bob = await testMember(services, ada, "bob", "member");
const stranger = await testPerson(services, "stranger");
const reader = ada.context;
const { organizationId } = reader.actor;
afterEach(() => vi.restoreAllMocks());

const client = (name: string) => ({ name, version: "1" });
const legacy = (context: Context, name: string) =>
  startPromptSession(context, {
    endpoint: "/mcp",
    protocolVersion: "2025-11-25",
    client: client(name),
    capabilities: {},
  }).then(({ session }) => session.id);
const modern = (context: Context, name: string) =>
  modernPromptSession(context, { endpoint: "/mcp", client: client(name), capabilities: {} });
const cli = (context: Context): Context => ({ ...context, via: "cli", client: client("PatchOps CLI") });
const idsOf = async (input: Parameters<typeof listPromptSessions>[1] = {}) =>
  (await listPromptSessions(reader, input)).sessions.map(({ id }) => id);

test("sessions are listed by client, user, era and whether they go on, page by page", async () => {
  const first = await legacy(reader, "claude-code");
  const second = await modern(asApiKey(bob.context), "cursor");
  const third = await apiPromptSession(cli(reader));
  await legacy(stranger.context, "claude-code");
  expect(await idsOf()).toEqual([third, second, first]);
  expect(await idsOf({ client: "cursor" })).toEqual([second]);
  expect(await idsOf({ user: "BOB@example.com" })).toEqual([second]);
  expect(await idsOf({ user: ada.userId })).toEqual([third, first]);
  expect(await idsOf({ era: "legacy" })).toEqual([first]);
  expect(await idsOf({ era: "modern" })).toEqual([second]);
  expect(await idsOf({ era: "none" })).toEqual([third]);
  expect(await idsOf({ apiKey: newId() })).toEqual([]);
  await endPromptSession(reader, { id: first });
  expect(await idsOf({ live: true })).toEqual([third, second]);
  expect(await idsOf({ live: false })).toEqual([first]);
  const { sessions, nextCursor } = await listPromptSessions(reader, { limit: 2 });
  expect(sessions).toMatchObject([
    { via: "cli", era: "none", protocolVersion: null, isLive: true, user: { email: ada.email } },
    { via: "mcp", era: "modern", client: client("cursor"), totals: { calls: 0, toolMs: 0 } },
  ]);
  expect(await idsOf({ limit: 2, cursor: nextCursor ?? "" })).toEqual([first]);
  await expect(idsOf({ cursor: "yesterday" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("who calls without a session has one for each credential and client; a new one after 30 idle minutes", async () => {
  const context = cli(asApiKey(reader));
  const id = await apiPromptSession(context);
  expect(await apiPromptSession(context)).toBe(id);
  expect(await apiPromptSession(cli(asApiKey(reader)))).not.toBe(id);
  expect(await apiPromptSession({ ...context, client: client("another") })).not.toBe(id);
  expect(await apiPromptSession({ ...context, via: "mcp" })).toBeUndefined();
  // Another node knows it by its row.
  const node = { ...context, services: Object.create(services) as typeof services };
  expect(await apiPromptSession(node)).toBe(id);
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .updateTable("promptSessions")
      .set({ lastSeenAt: new Date(Date.now() - 31 * 60_000).toISOString() })
      .where("id", "=", id ?? "")
      .execute(),
  );
  const later = { ...context, services: Object.create(services) as typeof services };
  expect(await apiPromptSession(later)).not.toBe(id);
});

test("a session shows its calls and what else happened, in order, with what it came to", async () => {
  const id = await legacy(reader, "timeline");
  const executionId = newId();
  const nowMs = Date.now();
  const at = (ms: number) => new Date(nowMs + ms).toISOString();
  const dimensions = { promptSessionId: id, tool: "get_order", connectionSlug: "shop" };
  await storePast(services, [
    pastRecord({ organizationId, at: at(10), dimensions, end: { bytesOut: 400 }, totalMs: 20 }),
    pastRecord({
      organizationId,
      at: at(30),
      dimensions,
      end: { outcome: "error", errorCode: "timeout", bytesOut: 0 },
      totalMs: 5,
    }),
    // What a program gets does not enter the client's context.
    pastRecord({
      organizationId,
      at: at(40),
      dimensions: { ...dimensions, via: "code" },
      end: { bytesOut: 4_000 },
    }),
    pastRecord({ organizationId, at: at(50), dimensions: { promptSessionId: newId() } }),
    pastRecord({
      organizationId,
      at: at(60),
      dimensions: { promptSessionId: id, kind: "execution", executionId, tool: null, connectionSlug: null },
      end: { bytesOut: 0 },
    }),
  ]);
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .insertInto("executions")
      .values({
        ...{ organizationId, id: executionId, userId: reader.actor.userId, via: "workflow", code: "1" },
        ...{ limits: "{}", status: "succeeded", snippetName: "nightly-report" },
      })
      .execute(),
  );
  const event = { promptSessionId: id, subject: null, outcome: "ok", totalMs: 1 };
  recordSessionEvent(reader, { ...event, kind: "tools/list", startedMs: nowMs });
  recordSessionEvent(reader, {
    ...{ ...event, kind: "elicitation/create", subject: "form", outcome: "decline" },
    startedMs: nowMs + 20,
  });
  const { session, timeline, nextCursor } = await getPromptSession(reader, { id });
  const failed = { type: "call", outcome: "error", errorCode: "timeout" };
  const whole = [
    { type: "event", kind: "tools/list", at: at(0) },
    { type: "call", connection: "shop", tool: "get_order", outcome: "ok", totalMs: 20 },
    { type: "event", kind: "elicitation/create", subject: "form", outcome: "decline" },
    failed,
    { type: "call", via: "code" },
    { type: "execution", executionId, program: "nightly-report" },
  ];
  expect(timeline).toMatchObject(whole);
  expect(nextCursor).toBeNull();
  expect(session.totals).toMatchObject({ calls: 3, failures: 1, executions: 1, resultTokens: 100 });
  const page = await getPromptSession(reader, { id, limit: 3 });
  expect(page.timeline).toMatchObject(whole.slice(0, 3));
  const rest = await getPromptSession(reader, { id, limit: 3, cursor: page.nextCursor ?? "" });
  expect(rest.timeline).toMatchObject(whole.slice(3));
});

test("no other organization sees a session, nor who may not read usage", async () => {
  const id = await legacy(reader, "private");
  await expect(getPromptSession(stranger.context, { id })).rejects.toMatchObject({ code: "not_found" });
  const blind = asApiKey(reader, ["tools:call"]);
  await expect(getPromptSession(blind, { id })).rejects.toMatchObject({ code: "insufficient_scope" });
  await expect(listPromptSessions(blind, {})).rejects.toMatchObject({ code: "insufficient_scope" });
});

test("under pressure events are dropped and counted, and what follows is stored again", async () => {
  const id = await legacy(reader, "flood");
  const warn = vi.spyOn(services.log, "warn");
  const event = {
    promptSessionId: id,
    kind: "ping\u0000",
    subject: "x".repeat(999),
    outcome: "ok",
    totalMs: 1,
  };
  for (let count = 0; count < 5_003; count += 1) {
    recordSessionEvent(reader, { ...event, startedMs: Date.now() });
  }
  // Of a session that is gone nothing is kept, and it spoils no other's.
  await getPromptSession(reader, { id });
  expect(warn).toHaveBeenCalledWith({ dropped: 3 }, expect.any(String));
  recordSessionEvent(reader, { ...event, promptSessionId: newId(), startedMs: Date.now() });
  recordSessionEvent(reader, { ...event, kind: "last", startedMs: Date.now() + 60_000 });
  await getPromptSession(reader, { id });
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("sessionEvents").select(["kind", "subject"]).where("promptSessionId", "=", id).execute(),
  );
  expect(rows).toHaveLength(5_001);
  expect(rows).toContainEqual({ kind: "last", subject: "x".repeat(256) });
  expect(rows[0]?.kind).toBe("ping");
});

test("a client whose name no column takes has one session all the same", async () => {
  const name = `null\0${"x".repeat(1_000_000)}\ud800`;
  const [first, second] = [await modern(reader, name), await modern(reader, `${name} and more`)];
  expect(second).toBe(first);
  const { session } = await getPromptSession(reader, { id: first });
  expect(session.client?.name).toBe(`null${"x".repeat(124)}`);
});

test("a session of which only lists were read has lasted until the last of them ended", async () => {
  const promptSessionId = await legacy(reader, "short");
  const startedMs = Date.now() + 2_000;
  const event = { kind: "tools/list", subject: null, outcome: "ok", startedMs, totalMs: 500 };
  recordSessionEvent(reader, { promptSessionId, ...event });
  const [session] = (await listPromptSessions(reader, { client: "short" })).sessions;
  expect(Date.parse(session?.lastSeenAt ?? "")).toBe(startedMs + 500);
});
