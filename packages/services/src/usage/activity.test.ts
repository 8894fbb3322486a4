import { newId } from "@patchops/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSnapshots } from "../connection/index.ts";
import { withParts } from "../testing/open-test-services.ts";
import {
  asApiKey,
  asLook,
  auditActions,
  type TestPerson,
  testMember,
  testPerson,
} from "../testing/people.ts";
import { exportCalls } from "./export-calls.ts";
import { getCall } from "./get-call.ts";
import { listCalls } from "./list-calls.ts";
import { getPayloadSettings, setPayloadSettings } from "./payload-settings.ts";
import { recordPayload } from "./record-payload.ts";
import { createSavedView, listSavedViews, removeSavedView } from "./saved-view.ts";
import { tailCalls } from "./tail-calls.ts";
import { testCall, testEnd } from "./test-meter.ts";
import { openUsageServices, pastRecord, storePast } from "./test-usage.ts";

const { services, meter } = await openUsageServices();
const snapshots = await openSnapshots(services.database);
afterAll(() => snapshots.close());
let ann: TestPerson;
let bob: TestPerson;
beforeAll(async () => {
  ann = await testPerson(services, "ann");
  bob = await testPerson(services, "bob");
});

async function readAll(generator: AsyncGenerator<string>): Promise<string> {
  let text = "";
  for await (const chunk of generator) text += chunk;
  return text;
}

test("a call shows right after it ended, with who made it", async () => {
  const { organizationId, userId, context } = ann;
  const call = meter.begin(testCall(organizationId, { userId }));
  call.end(testEnd({ outcome: "tool_error", errorCode: "tool_error" }));
  const { calls, nextCursor } = await listCalls(context, {});
  expect(nextCursor).toBeNull();
  expect(calls).toMatchObject([
    {
      id: call.id,
      client: { name: "claude-code", version: "2.1.0" },
      user: { id: userId, email: "ann@example.com", name: "ann" },
      connection: "demo",
      tool: "list_orders",
      outcome: "tool_error",
      wasSent: true,
      units: 1,
    },
  ]);
  expect(await getCall(context, { id: call.id })).toMatchObject({
    ...calls[0],
    approval: null,
    payload: null,
  });
});

test("who looks as somebody else is told what failed how, not what its server said", async () => {
  const { organizationId, context } = await testPerson(services, "joe");
  const end = { outcome: "tool_error", errorCode: "tool_error", errorMessage: "Ada owes 12" } as const;
  const tailed = new AbortController();
  const tail = tailCalls(asLook(context), {}, tailed.signal);
  const told = tail.next();
  const call = meter.begin(testCall(organizationId));
  call.end(testEnd(end));
  expect((await listCalls(context, {})).calls).toMatchObject([end]);
  const withheld = { ...end, errorMessage: expect.stringContaining("not shown") };
  expect((await listCalls(asLook(context), {})).calls).toMatchObject([withheld]);
  expect(await getCall(asLook(context), { id: call.id })).toMatchObject(withheld);
  expect((await told).value).toMatchObject({ call: withheld });
  tailed.abort();
});

test("nobody sees another organization's calls, and runs are no calls", async () => {
  const foreign = meter.begin(testCall(bob.organizationId));
  foreign.end(testEnd());
  const run = meter.begin(testCall(ann.organizationId, { kind: "execution", method: "execution" }));
  run.end(testEnd());
  const { calls } = await listCalls(ann.context, { limit: 200 });
  expect(calls.map((call) => call.id)).not.toContain(foreign.id);
  expect(calls.map((call) => call.id)).not.toContain(run.id);
  await expect(getCall(ann.context, { id: foreign.id })).rejects.toMatchObject({ code: "not_found" });
  await expect(getCall(bob.context, { id: foreign.id })).resolves.toMatchObject({ id: foreign.id });
  expect(await readAll(exportCalls(ann.context, {}, "csv"))).not.toContain(foreign.id);
});

test("a key without usage:read is refused everywhere", async () => {
  const key = asApiKey(ann.context, ["tools:call"]);
  const refused = { code: "insufficient_scope" };
  await expect(listCalls(key, {})).rejects.toMatchObject(refused);
  await expect(getCall(key, { id: newId() })).rejects.toMatchObject(refused);
  await expect(readAll(exportCalls(key, {}, "csv"))).rejects.toMatchObject(refused);
  await expect(listSavedViews(key)).rejects.toMatchObject(refused);
});

test("pages follow each other without gap or repeat, also through calls of one millisecond and while new ones come", async () => {
  const { organizationId, context } = await testPerson(services, "cleo");
  const at = ["2026-03-01T10:00:00.000Z", "2026-03-01T10:00:00.001Z", "2026-03-02T00:00:00.000Z"];
  const records = Array.from({ length: 60 }, (_, place) =>
    pastRecord({ organizationId, at: at[place % 3] ?? "" }),
  );
  await storePast(services, records);
  const expected = records
    .toSorted((a, b) => (a.ts === b.ts ? (a.id < b.id ? 1 : -1) : a.ts < b.ts ? 1 : -1))
    .map((record) => record.id);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listCalls>> = await listCalls(context, {
      limit: 7,
      ...(cursor === null ? {} : { cursor }),
    });
    seen.push(...page.calls.map((call) => call.id));
    cursor = page.nextCursor;
    meter.begin(testCall(organizationId)).end(testEnd());
  } while (cursor !== null);
  expect(seen).toEqual(expected);
  await expect(listCalls(context, { cursor: "2026_x" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("each filter alone and all together", async () => {
  const { organizationId, userId, context } = await testPerson(services, "dora");
  const [executionId, promptSessionId] = [newId(), newId()];
  const wanted = {
    connectionSlug: "shop",
    tool: "pay",
    clientName: "cursor",
    userId,
    via: "code",
    executionId,
    promptSessionId,
  } as const;
  const records = [
    pastRecord({
      organizationId,
      at: "2026-03-01T10:00:00Z",
      dimensions: wanted,
      end: { outcome: "timed_out" },
    }),
    ...Object.entries(wanted).map(([name, value]) =>
      pastRecord({ organizationId, at: "2026-03-02T10:00:00Z", dimensions: { [name]: value } }),
    ),
    pastRecord({ organizationId, at: "2026-03-03T10:00:00Z", end: { outcome: "timed_out" } }),
    pastRecord({ organizationId, at: "2026-03-04T10:00:00Z", end: { outcome: "error" } }),
    // Words of a caller that name no tool of ours.
    pastRecord({ organizationId, at: "2026-03-05T10:00:00Z", dimensions: { ...wanted, connectionId: null } }),
  ];
  await storePast(services, records);
  const count = async (filters: Parameters<typeof listCalls>[1]) =>
    (await listCalls(context, { ...filters, limit: 200 })).calls.length;
  expect(await count({})).toBe(records.length);
  expect(await count({ connection: "shop" })).toBe(2);
  expect(await count({ tool: "pay" })).toBe(2);
  expect(await count({ client: "cursor" })).toBe(3);
  expect(await count({ user: userId })).toBe(3);
  expect(await count({ user: " Dora@Example.com" })).toBe(3);
  expect(await count({ user: "nobody@example.com" })).toBe(0);
  expect(await count({ via: "code" })).toBe(3);
  expect(await count({ execution: executionId })).toBe(3);
  expect(await count({ promptSession: promptSessionId })).toBe(3);
  expect(await count({ outcome: "timed_out" })).toBe(2);
  expect(await count({ failed: true })).toBe(3);
  expect(await count({ from: "2026-03-03T10:00:00Z", to: "2026-03-04T10:00:00Z" })).toBe(1);
  expect(await count({ from: "2026-03-03T11:00:00+01:00" })).toBe(3);
  const all = {
    connection: "shop",
    tool: "pay",
    client: "cursor",
    user: userId,
    via: "code",
    failed: true,
  } as const;
  expect(await count({ ...all, execution: executionId, promptSession: promptSessionId })).toBe(1);
});

test("the export holds the rows of the list, quoted, and no formulas", async () => {
  const { organizationId, context } = await testPerson(services, "eve");
  const at = "2026-03-01T10:00:00.000Z";
  await storePast(services, [
    pastRecord({ organizationId, at, dimensions: { tool: '=cmd|"x"!A1' }, totalMs: 12.5 }),
    ...Array.from({ length: 450 }, () => pastRecord({ organizationId, at, end: { outcome: "error" } })),
    pastRecord({ organizationId, at, end: { errorMessage: "one,\ntwo" } }),
  ]);
  const lines = (await readAll(exportCalls(context, {}, "csv"))).split("\r\n");
  expect(lines.pop()).toBe("");
  expect(lines).toHaveLength(453);
  expect(lines[0]).toMatch(/^time,id,client,client_version,user,/);
  const text = lines.join("\n");
  expect(text).toContain(`demo,"'=cmd|""x""!A1",`);
  expect(text).toContain('"one,\ntwo"');
  const failed = await readAll(exportCalls(context, { failed: true }, "csv"));
  expect(failed.split("\r\n")).toHaveLength(452);
});

test("what was said is kept redacted, on a loopback instance of one member or where its organization says so", async () => {
  const { organizationId, context } = ann;
  const call = meter.begin(testCall(organizationId));
  call.end(testEnd());
  const speech = {
    arguments: { query: "open", password: "hunter2-hunter2", Home_Address: "1 Main St" },
    result: { content: [{ type: "text", text: "key sk-live-abcdefghijklmnop1234" }] },
  };
  const alone = { keepsPayloads: null, memberCount: 1, hiddenFields: ["homeAddress"] };
  const isOpen = withParts(services, { settings: { ...services.settings, isLoopback: false } });
  recordPayload(isOpen, alone, { call, speech });
  recordPayload(services, { ...alone, memberCount: 2 }, { call, speech });
  recordPayload(services, { ...alone, keepsPayloads: false }, { call, speech });
  expect(await getCall(context, { id: call.id })).toMatchObject({
    payload: null,
    payloadStorage: { isOn: true, isChosen: false, days: 7 },
  });
  recordPayload(isOpen, { ...alone, keepsPayloads: true, memberCount: 9 }, { call, speech });
  const { payload } = await getCall(context, { id: call.id });
  expect(payload).toEqual({
    arguments: { query: "open", password: "[hidden]", Home_Address: "[hidden]" },
    result: { content: [{ type: "text", text: "key [hidden]" }] },
    hiddenFields: 3,
  });
  await expect(getCall(bob.context, { id: call.id })).rejects.toMatchObject({ code: "not_found" });
});

test("owners and admins say what is kept and for how long; others may not, and it leaves its audit entry", async () => {
  const { context, organizationId } = await testPerson(services, "hal");
  const withSnapshots = { ...context, services: withParts(services, { snapshots }) };
  const member = await testMember(services, { ...ann, organizationId }, "ira", "member");
  const wanted = { keepsPayloads: true, payloadDays: 3, hiddenFields: ["address", "address"] };
  await expect(
    setPayloadSettings({ ...member.context, services: withSnapshots.services }, wanted),
  ).rejects.toMatchObject({ code: "forbidden" });
  expect(await getPayloadSettings(member.context)).toMatchObject({ keepsPayloads: null, isOn: false });
  const kept = { ...wanted, hiddenFields: ["address"], isOn: true };
  expect(await setPayloadSettings(withSnapshots, wanted)).toEqual(kept);
  expect((await snapshots.get(organizationId)).payloads).toMatchObject({
    keepsPayloads: true,
    memberCount: 2,
  });
  expect(await auditActions(services, organizationId)).toContain("organization.set_payloads");
});

test("saved views belong to one person, have one name a page, and leave audit entries", async () => {
  const { context, organizationId } = await testPerson(services, "finn");
  const member = await testMember(services, { ...ann, organizationId }, "gina", "viewer");
  const failures = { page: "activity", name: "Failures", search: "?failed=true" } as const;
  const view = await createSavedView(context, failures);
  expect(view).toMatchObject(failures);
  await expect(createSavedView(context, failures)).rejects.toMatchObject({ code: "conflict" });
  await createSavedView(context, { ...failures, page: "usage" });
  await createSavedView(member.context, failures);
  expect(await listSavedViews(context)).toHaveLength(2);
  expect(await listSavedViews(member.context)).toHaveLength(1);
  await expect(removeSavedView(member.context, { id: view.id })).rejects.toMatchObject({ code: "not_found" });
  expect(await removeSavedView(context, { id: view.id })).toEqual({ id: view.id });
  expect(await listSavedViews(context)).toMatchObject([{ page: "usage", name: "Failures" }]);
  expect(
    (await auditActions(services, organizationId)).filter((action) => action.startsWith("saved_view")),
  ).toEqual(["saved_view.create", "saved_view.create", "saved_view.create", "saved_view.remove"]);
});
