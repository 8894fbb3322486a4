import { newId } from "@patchops/contract";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { addConnection, refreshConnection, setDefinitionHolding } from "../connection/index.ts";
import type { Context, Services } from "../context.ts";
import { getExecution, startExecution } from "../execution/index.ts";
import { listNotifications } from "../notification/index.ts";
import { setPolicy } from "../policy/index.ts";
import { getPromptSession, startPromptSession } from "../promptsession/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { asApiKey, asLook, auditActions, testMember, testPerson } from "../testing/people.ts";
import { startWithLittleTime } from "../testing/start-with-little-time.ts";
import { callTool } from "../tool/index.ts";
import { getCall } from "../usage/index.ts";
import {
  type ApprovalQuestion,
  decideApproval,
  getApproval,
  listApprovals,
  type OpenApprovalQuestion,
  tellOfApproval,
  watchApprovals,
} from "./index.ts";

const { services, sentJobs, otherNode } = await openLiveServices();
const fixture = await startMcpFixture({ tools: [{ name: "mail" }, { name: "read" }] });
afterAll(() => fixture.close());

async function organization(name: string) {
  const owner = await testPerson(services, name);
  await addConnection(owner.context, { name: "shop", target: { kind: "http", url: fixture.url } });
  await setPolicy(owner.context, { action: "ask", tool: "shop_mail" });
  return owner;
}

/** Waits for an answer from elsewhere. */
const patiently = (): OpenApprovalQuestion => ({
  answered: new Promise(() => undefined),
  close: () => undefined,
});

function call(
  context: Context,
  args: Record<string, unknown>,
  more: {
    ask?: (question: ApprovalQuestion) => OpenApprovalQuestion | null;
    signal?: AbortSignal;
    promptSessionId?: string;
  } = {},
) {
  return callTool(context, {
    tool: { name: "shop_mail" },
    arguments: args,
    argumentsBytes: 2,
    signal: more.signal ?? new AbortController().signal,
    askToApprove: more.ask,
    promptSessionId: more.promptSessionId,
  });
}

async function session(context: Context) {
  const { session } = await startPromptSession(context, {
    ...{ endpoint: "/mcp", protocolVersion: "2025-11-25", client: null, capabilities: {} },
  });
  const waits = async () => {
    const { timeline } = await getPromptSession(context, { id: session.id });
    return timeline.filter((moment) => moment.type === "event");
  };
  return { promptSessionId: session.id, waits };
}

const pending = (context: Context) => listApprovals(context, { isPending: true });
const asked = (context: Context) => waitFor(async () => (await pending(context))[0]);
const on = (context: Context, node: Services): Context => ({ ...context, services: node });

test("a waiting call goes on by itself when somebody approves it on another node, and says so in its row, its session and the audit", async () => {
  const owner = await organization("ada");
  const { context, organizationId } = owner;
  const ben = await testMember(services, owner, "ben", "member");
  const args = { to: "ann@example.com", password: "exact all the same" };
  const watching = new AbortController();
  const changes = watchApprovals(context, watching.signal);
  const firstChange = changes.next();
  const { promptSessionId, waits } = await session(ben.context);
  const calling = call({ ...ben.context, client: { name: "Editor", version: "2" } }, args, {
    ask: patiently,
    promptSessionId,
  });
  const question = await asked(context);
  expect(question).toMatchObject({
    status: "pending",
    connection: "shop",
    tool: "shop_mail",
    arguments: args,
    askedBy: { email: "ben@example.com" },
    client: { name: "Editor", version: "2" },
    policy: { label: "ask before shop_mail" },
    isAwaited: true,
    mayDecide: true,
  });
  expect(await getApproval(asLook(context), question)).toMatchObject({ tool: "shop_mail", arguments: {} });
  expect((await firstChange).value).toEqual({ id: question.id });
  watching.abort();
  const leftMs = Date.parse(question.expiresAt) - Date.parse(question.createdAt);
  expect(leftMs).toBe(600_000);
  const notice = sentJobs.find(({ name }) => name === "approval-notice");
  expect(notice?.data).toEqual({ organizationId, approvalId: question.id });
  const told = { organizationId, approvalId: question.id };
  await tellOfApproval(services, told);
  const before = fixture.requests.length;
  await decideApproval(on(context, await otherNode()), { id: question.id, decision: "approve" });
  const answer = await calling;
  expect(fixture.requests.length).toBeGreaterThan(before);
  expect(await getApproval(context, question)).toMatchObject({
    status: "used",
    callId: answer.callId,
    decidedBy: { email: "ada@example.com" },
    decidedVia: "dashboard",
    mayDecide: false,
  });
  expect(await getCall(context, { id: answer.callId })).toMatchObject({
    outcome: "ok",
    approval: { id: question.id, status: "approved" },
  });
  // Once it is decided there is nothing to tell.
  await tellOfApproval(services, told);
  expect((await listNotifications(context)).notifications).toMatchObject([
    { kind: "approval", title: "shop_mail waits for an approval", path: `/approvals/${question.id}` },
  ]);
  const { decidedAt } = await getApproval(context, question);
  const [wait] = await waits();
  expect(wait).toMatchObject({
    ...{ kind: "approval", subject: "shop_mail", outcome: "approved", errorCode: null },
    approval: {
      ...{ id: question.id, askedAt: question.createdAt, decidedAt, decidedVia: "dashboard" },
      decidedBy: { email: "ada@example.com" },
    },
  });
  // From when the call began to wait, until it had the answer.
  const waitedUntilMs = Date.parse(wait?.at ?? "") + (wait?.totalMs ?? 0);
  expect(waitedUntilMs + 5).toBeGreaterThanOrEqual(Date.parse(decidedAt ?? ""));
  expect(await auditActions(services, organizationId)).toContain("approval.approve");
  // Once used it is used up; and arguments are bound.
  await expect(call(ben.context, args)).rejects.toMatchObject({ code: "approval_required", sent: false });
});

test("a call that cannot wait says where to answer; the same call then uses the answer once, and no other does", async () => {
  const { context } = await organization("cli");
  const other = { b: 1, a: [1, { d: 2, c: 3 }] };
  const refused = call(context, { a: [1, { c: 3, d: 2 }], b: 1 });
  await expect(refused).rejects.toMatchObject({
    code: "approval_required",
    details: { approvalUrl: expect.stringContaining("/approvals/"), tool: "mail" },
  });
  const question = await asked(context);
  // Asked again meanwhile, the question is the same one.
  await expect(call(context, other)).rejects.toMatchObject({ details: { approvalId: question.id } });
  expect(await pending(context)).toHaveLength(1);
  await decideApproval(context, { id: question.id, decision: "approve" });
  await expect(decideApproval(context, { id: question.id, decision: "deny" })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(call(context, { b: 1 })).rejects.toMatchObject({ code: "approval_required" });
  for (const elsewhere of [asApiKey(context), { ...context, client: { name: "Editor", version: null } }]) {
    await expect(call(elsewhere, other)).rejects.toMatchObject({ code: "approval_required" });
  }
  const both = await Promise.allSettled([call(context, other), call(context, other)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("an answer holds for the rule that wanted it alone, and a rule that blocks meanwhile blocks", async () => {
  const { context } = await organization("rules");
  await expect(call(context, {})).rejects.toMatchObject({ code: "approval_required" });
  await decideApproval(context, { id: (await asked(context)).id, decision: "approve" });
  await setPolicy(context, { action: "ask", tool: "shop_mail" });
  await expect(call(context, {})).rejects.toMatchObject({ code: "approval_required" });
  const blocked = expect(call(context, { n: 1 }, { ask: patiently })).rejects.toMatchObject({
    code: "policy_blocked",
    sent: false,
  });
  const question = await waitFor(async () => (await pending(context)).find(({ isAwaited }) => isAwaited));
  await setPolicy(context, { action: "block", tool: "shop_mail" });
  await decideApproval(context, { id: question.id, decision: "approve" });
  await blocked;
});

test("an answer holds for the tool as it was when it was asked for", async () => {
  const { context } = await organization("definitions");
  await setDefinitionHolding(context, { holdsChanges: false });
  await expect(call(context, {})).rejects.toMatchObject({ code: "approval_required" });
  await decideApproval(context, { id: (await asked(context)).id, decision: "approve" });
  fixture.setTools([{ name: "mail", description: "To everybody." }, { name: "read" }]);
  await refreshConnection(context, { connection: "shop" });
  await expect(call(context, {})).rejects.toMatchObject({ code: "approval_required" });
});

test("denied, expired and cancelled calls are refused unsent, in their rows and their session too", async () => {
  const { context, organizationId } = await organization("no");
  const { promptSessionId, waits } = await session(context);
  const before = fixture.requests.length;
  const denied = expect(call(context, {}, { ask: patiently, promptSessionId })).rejects.toMatchObject({
    code: "approval_denied",
    sent: false,
  });
  await decideApproval(context, { id: (await asked(context)).id, decision: "deny" });
  await denied;

  const cancelling = new AbortController();
  const cancelled = expect(
    call(context, {}, { ask: patiently, promptSessionId, signal: cancelling.signal }),
  ).rejects.toMatchObject({ code: "cancelled", sent: false });
  const left = await asked(context);
  cancelling.abort();
  await cancelled;
  // What is answered after the caller has gone is for the next call like it: a no as well.
  expect(await getApproval(context, left)).toMatchObject({ status: "pending", isAwaited: false });
  await decideApproval(context, { id: left.id, decision: "deny" });
  await expect(call(context, {}, { promptSessionId })).rejects.toMatchObject({ code: "approval_denied" });

  await expect(call(context, { old: 1 }, { promptSessionId })).rejects.toMatchObject({
    code: "approval_required",
  });
  const old = await asked(context);
  await services.database.system
    .updateTable("approvals")
    .set({ expiresAt: new Date(Date.now() + 300).toISOString() })
    .where("id", "=", old.id)
    .execute();
  // It takes the question over with what is left of its time.
  await expect(call(context, { old: 1 }, { ask: patiently, promptSessionId })).rejects.toMatchObject({
    code: "approval_expired",
  });
  await expect(decideApproval(context, { id: old.id, decision: "approve" })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(fixture.requests.slice(before).filter(({ method }) => method === "tools/call")).toEqual([]);
  await services.meter.flush();
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("usageEvents")
      .select(["outcome", "errorCode", "wasSent"])
      .where("kind", "=", "call")
      .orderBy("id")
      .execute(),
  );
  expect(rows).toEqual([
    { outcome: "refused", errorCode: "approval_denied", wasSent: false },
    { outcome: "cancelled", errorCode: "cancelled", wasSent: false },
    { outcome: "refused", errorCode: "approval_denied", wasSent: false },
    { outcome: "refused", errorCode: "approval_required", wasSent: false },
    { outcome: "refused", errorCode: "approval_expired", wasSent: false },
  ]);
  expect((await waits()).map(({ outcome }) => outcome)).toEqual([
    ...["denied", "cancelled", "denied", "unanswered", "expired"],
  ]);
});

test("who asks may answer where the rule allows it; others' calls are for owners and admins; strangers find nothing", async () => {
  const owner = await organization("who");
  const ben = await testMember(services, owner, "who-ben", "member");
  const cleo = await testMember(services, owner, "who-cleo", "member");
  const ask = (decision: "approve" | "deny") => () => ({
    answered: Promise.resolve(decision),
    close: () => undefined,
  });
  await call(ben.context, { n: 1 }, { ask: ask("approve") });
  await expect(call(ben.context, { n: 1 }, { ask: ask("deny") })).rejects.toMatchObject({
    code: "approval_denied",
  });
  await expect(call(ben.context, { n: 2 })).rejects.toMatchObject({ code: "approval_required" });
  const question = await asked(owner.context);
  const stranger = await testPerson(services, "who-stranger");
  for (const context of [cleo.context, stranger.context]) {
    expect(await listApprovals(context)).toEqual([]);
    await expect(getApproval(context, question)).rejects.toMatchObject({ code: "not_found" });
    await expect(decideApproval(context, { ...question, decision: "approve" })).rejects.toMatchObject({
      code: "not_found",
    });
  }
  const key = asApiKey(owner.context, ["tools:read", "tools:call"]);
  await expect(decideApproval(key, { ...question, decision: "approve" })).rejects.toMatchObject({
    code: "insufficient_scope",
  });
  await setPolicy(owner.context, { action: "ask", tool: "shop_mail", allowsSelfApproval: false });
  const left = () => ({ answered: Promise.resolve("approve" as const), close: () => undefined });
  await expect(call(owner.context, { n: 3 }, { ask: left })).rejects.toMatchObject({
    code: "approval_required",
  });
  const own = await waitFor(async () =>
    (await pending(owner.context)).find(({ arguments: { n } }) => n === 3),
  );
  expect(own).toMatchObject({
    mayDecide: false,
    policy: { label: "ask before shop_mail, by somebody else" },
  });
  await expect(decideApproval(owner.context, { id: own.id, decision: "approve" })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("a call whose key ended while it waited does not go on", async () => {
  const { context } = await organization("revoked");
  const gone = { ...context, actor: { ...context.actor, apiKeyId: newId() } };
  const refused = expect(call(gone, {}, { ask: patiently })).rejects.toMatchObject({
    code: "unauthenticated",
    sent: false,
  });
  await decideApproval(context, { id: (await asked(context)).id, decision: "approve" });
  await refused;
});

test("a program waits beyond its own time, says for what, and goes on in the same run", async () => {
  const { context } = await organization("program");
  const { executionId, finished, timeoutMs } = await startWithLittleTime(context, {
    code: "const a = await tools.shop.mail({ to: 'ann' }); return { a };",
    status: "awaiting_approval",
  });
  const waiting = await getExecution(context, { executionId });
  const question = await asked(context);
  expect(question).toMatchObject({ executionId, via: "code", arguments: { to: "ann" } });
  expect(waiting.approvals).toEqual([
    {
      id: question.id,
      connection: "shop",
      tool: "shop_mail",
      message: expect.stringContaining("needs an approval"),
      policy: "ask before shop_mail",
      url: `${services.settings.publicUrl}/approvals/${question.id}`,
      expiresAt: question.expiresAt,
    },
  ]);
  await new Promise((resolve) => setTimeout(resolve, timeoutMs + 100));
  await decideApproval(context, { id: question.id, decision: "approve" });
  await finished;
  expect(await getExecution(context, { executionId })).toMatchObject({ status: "succeeded", approvals: [] });
  const hurried = await startExecution(context, {
    code: "try { await tools.shop.mail({}) } catch (error) { return error.code }",
    waitForApproval: false,
  });
  await hurried.finished;
  expect(await getExecution(context, hurried)).toMatchObject({ result: "approval_required" });
});
