import { createToken, hashToken } from "@patchops/vault";
import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { asApiKey, testMember, testPerson } from "../testing/people.ts";
import { openUsageServices } from "../usage/test-usage.ts";
import { endPromptSession, findPromptSession, startPromptSession, touchPromptSession } from "./index.ts";

const { services } = await openUsageServices();
const ada = await testPerson(services, "ada");
const context = asApiKey(ada.context);

const input = {
  endpoint: "/mcp",
  protocolVersion: "2025-11-25",
  client: { name: "claude-code", version: "2.1.0" },
  capabilities: { roots: { listChanged: true } },
};

const rowOf = (of: Context, id: string) =>
  services.database.withOrganization(of.actor.organizationId, (trx) =>
    trx.selectFrom("promptSessions").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
  );

test("a session is found by its token, of which only the hash is stored", async () => {
  const { token, session } = await startPromptSession(context, input);
  expect(token).toMatch(/^[0-9A-Za-z]{43}$/);
  expect(await findPromptSession(context, token)).toEqual(session);
  const row = await rowOf(context, session.id);
  expect(row).toMatchObject({
    tokenHash: hashToken(token),
    apiKeyId: context.actor.apiKeyId,
    clientName: "claude-code",
    clientVersion: "2.1.0",
    capabilities: { roots: { listChanged: true } },
    address: "127.0.0.1",
    endedAt: null,
  });
  expect(JSON.stringify(row)).not.toContain(token);
});

test("another key of the same user finds it; another user of the same or another organization does not", async () => {
  const { token, session } = await startPromptSession(context, input);
  const colleague = await testMember(services, ada, "colleague", "admin");
  const stranger = await testPerson(services, "stranger");
  expect(await findPromptSession(asApiKey(ada.context), token)).toEqual(session);
  for (const foreign of [colleague, stranger]) {
    const theirs = asApiKey(foreign.context);
    expect(await findPromptSession(theirs, token)).toBeNull();
    expect(await touchPromptSession(theirs, session)).toBe(false);
    expect(await endPromptSession(theirs, session)).toBe(false);
  }
  expect(await findPromptSession(context, createToken())).toBeNull();
  expect(await findPromptSession(context, token)).toEqual(session);
});

test("touching says when the session was last heard of", async () => {
  const { session } = await startPromptSession(context, input);
  const before = await rowOf(context, session.id);
  expect(await touchPromptSession(context, session)).toBe(true);
  const after = await rowOf(context, session.id);
  expect(after.lastSeenAt >= before.lastSeenAt).toBe(true);
  expect(after.createdAt).toBe(before.createdAt);
});

test("an ended session is neither found nor touched nor ended again", async () => {
  const { token, session } = await startPromptSession(context, input);
  expect(await endPromptSession(context, session)).toBe(true);
  expect(await findPromptSession(context, token)).toBeNull();
  expect(await touchPromptSession(context, session)).toBe(false);
  expect(await endPromptSession(context, session)).toBe(false);
  expect((await rowOf(context, session.id)).endedAt).not.toBeNull();
});

test("what a client says of itself is stored without what a column does not take", async () => {
  const { session } = await startPromptSession(context, {
    ...input,
    client: { name: `evil\u0000\u001b[31m${"x".repeat(500)}\ud800`, version: "1\n2" },
    capabilities: { experimental: { text: "\u0000\ud800" } },
  });
  expect(session.client).toEqual({ name: expect.stringMatching(/^evil\[31mx{120}$/), version: "12" });
  expect(await rowOf(context, session.id)).toMatchObject({ capabilities: {} });
  const flood = await startPromptSession(context, { ...input, capabilities: { a: "x".repeat(20_000) } });
  expect(await rowOf(context, flood.session.id)).toMatchObject({ capabilities: {} });
});

test("who may neither see nor call tools opens none", async () => {
  const blind = asApiKey(ada.context, ["usage:read"]);
  await expect(startPromptSession(blind, input)).rejects.toMatchObject({ code: "insufficient_scope" });
  await startPromptSession(asApiKey(ada.context, ["tools:call"]), input);
  await startPromptSession(asApiKey(ada.context, ["tools:read"]), input);
});
