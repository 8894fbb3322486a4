import { newId, type Scope } from "@patchops/contract";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestApi } from "./testing/open-test-api.ts";
import { procedures } from "./testing/procedures.ts";

const api = await openTestApi();
const actor = await api.person("ada");

function ask({ path, type }: { path: string; type: string }, input?: unknown) {
  return type === "mutation" ? api.mutate(path, input) : api.query(path, input);
}

test("every procedure has one schema of the contract's kind, or takes no input", () => {
  expect(procedures.length).toBeGreaterThan(40);
  for (const { path, inputs } of procedures) {
    expect(inputs.length, path).toBeLessThanOrEqual(1);
    for (const input of inputs) expect(input, path).toBeInstanceOf(z.ZodType);
  }
});

test("every schema refuses what is no object, before its verb runs", async () => {
  api.be({ actor, isOperator: true });
  for (const procedure of procedures) {
    if (procedure.inputs.length === 0 || procedure.type === "subscription") continue;
    const answer = await ask(procedure, "no object");
    expect([answer.status, answer.error?.code], procedure.path).toEqual([400, "invalid_input"]);
  }
});

test("nobody gets past the door: signed out, with a bad key, or as the operator's stand-in", async () => {
  for (const procedure of procedures) {
    if (procedure.type === "subscription") continue;
    api.be({});
    const { isOperators } = procedure;
    if (!procedure.isPublic) {
      const answer = await ask(procedure, procedure.inputs.length > 0 ? {} : undefined);
      expect([answer.status, answer.error?.code], procedure.path).toEqual(
        isOperators ? [403, "forbidden"] : [401, "unauthenticated"],
      );
    }
    if (!isOperators) continue;
    api.be({ actor: { ...actor, kind: "user", isInstanceAdmin: true } });
    expect((await ask(procedure, {})).error?.code, procedure.path).toBe("forbidden");
  }
});

test("another organization's things are answered like things that do not exist", async () => {
  const stranger = await api.person("stranger");
  const { organizationId, userId } = actor;
  const [connectionId, executionId, snippetId] = [newId(), newId(), newId()];
  await api.services.snapshots.change(organizationId, async (trx) => {
    await trx
      .insertInto("connections")
      .values({
        organizationId,
        id: connectionId,
        slug: "mine",
        codeName: "mine",
        name: "Mine",
        transport: "http",
        status: "ready",
        statusAt: new Date().toISOString(),
        createdBy: userId,
      })
      .execute();
    await trx
      .insertInto("executions")
      .values({
        organizationId,
        id: executionId,
        userId,
        via: "sdk",
        code: "1",
        limits: "{}",
        status: "succeeded",
      })
      .execute();
    await trx.insertInto("snippets").values({ organizationId, id: snippetId, userId, code: "1" }).execute();
  });
  api.be({ actor });
  const made = await api.mutate("profile.create", { name: "Mine" });
  const ruled = await api.mutate("policy.set", { action: "block", connection: connectionId });
  const [profileId = "", ruleId = ""] = [made, ruled].map(({ data }) => (data as { id: string }).id);
  const cases: [path: string, input: (id: string) => Record<string, unknown>, id: string][] = [
    ["connection.get", (connection) => ({ connection }), connectionId],
    ["connection.update", (connection) => ({ connection, isPaused: true }), connectionId],
    ["connection.refresh", (connection) => ({ connection }), connectionId],
    ["connection.remove", (connection) => ({ connection }), connectionId],
    ["tool.list", (connection) => ({ connection }), connectionId],
    ["execution.get", (id) => ({ executionId: id }), executionId],
    ["execution.cancel", (id) => ({ executionId: id }), executionId],
    ["snippet.get", (id) => ({ id }), snippetId],
    ["profile.get", (profile) => ({ profile }), profileId],
    ["profile.update", (profile) => ({ profile, name: "x" }), profileId],
    ["profile.remove", (profile) => ({ profile }), profileId],
    ["policy.set", (profile) => ({ action: "allow", profile }), profileId],
    ["policy.remove", (id) => ({ id }), ruleId],
  ];
  api.be({ actor });
  expect((await api.query("connection.get", { connection: connectionId })).status).toBe(200);
  api.be({ actor: stranger });
  for (const [path, input, id] of cases) {
    const procedure = procedures.find((one) => one.path === path);
    if (!procedure) throw new Error(`no procedure ${path}`);
    const [foreign, unknown] = [await ask(procedure, input(id)), await ask(procedure, input(newId()))];
    expect([foreign.status, foreign.error?.code], path).toEqual([404, "not_found"]);
    expect(foreign.text, path).toBe(unknown.text);
  }
});

test("a key without a scope is told which one it lacks", async () => {
  const narrow = await api.person("narrow", ["usage:read"] satisfies Scope[]);
  api.be({ actor: narrow });
  const answer = await api.query("connection.list");
  expect(answer).toMatchObject({
    status: 403,
    error: { code: "insufficient_scope", details: { scope: "tools:read" } },
  });
});
