import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { collect } from "../testing/collect.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { asApiKey, auditActions, auditEntries, testMember, testPerson } from "../testing/people.ts";
import { callTool } from "../tool/index.ts";
import {
  addConnection,
  getConnection,
  listConnections,
  refreshConnection,
  removeConnection,
  updateConnection,
  watchReport,
} from "./index.ts";

const { services } = await openLiveServices();
const fixture = await startMcpFixture();
afterAll(() => fixture.close());
const target = { kind: "http" as const, url: fixture.url };
const nowhere = { kind: "http" as const, url: "http://127.0.0.1:9/mcp" };
const { signal } = new AbortController();

async function rowsOf(table: "connections" | "connectionCredentials" | "tools", organizationId: string) {
  return services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom(table).selectAll().where("organizationId", "=", organizationId).execute(),
  );
}

test("an added server is ready with its tools, its report and its audit entry", async () => {
  const { context, organizationId } = await testPerson(services, "adder");
  const secretive = { ...target, url: `${fixture.url}?key=hunter2` };
  const connection = await addConnection(context, { name: "My Wiki", target: secretive });
  expect(connection).toMatchObject({
    slug: "my-wiki",
    codeName: "my_wiki",
    status: "ready",
    tools: 1,
    credential: null,
    serverInfo: { name: "fixture" },
  });
  expect(connection.report.map(({ step, state }) => [step, state])).toEqual([
    ["address", "ok"],
    ["reach", "ok"],
    ["protocol", "ok"],
    ["sign_in", "ok"],
    ["tools", "ok"],
    ["saved", "ok"],
  ]);
  expect((await auditEntries(services, organizationId)).map(({ action, data }) => [action, data])).toEqual([
    ["account.sign_up", expect.anything()],
    ["connection.create", { slug: "my-wiki", transport: "http", url: `${fixture.url}?…` }],
  ]);
});

test("the demo is connected once; a process is refused where the operator did not allow it", async () => {
  const { context } = await testPerson(services, "demo");
  const added = await Promise.allSettled(
    [1, 2, 3].map(() => addConnection(context, { target: { kind: "demo" } })),
  );
  expect(added.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const { reason } of added.filter((one) => one.status === "rejected")) {
    expect(reason).toMatchObject({ code: "conflict" });
  }
  await expect(
    addConnection(context, { target: { kind: "stdio", command: "true", args: [], environment: {} } }),
  ).rejects.toMatchObject({ code: "stdio_not_allowed" });
  expect(await listConnections(context)).toHaveLength(1);
});

test("a failed one is discarded without a trace, or kept with its report", async () => {
  const { context, organizationId } = await testPerson(services, "failing");
  await expect(
    addConnection(context, { target: nowhere, credential: { kind: "bearer", token: "secret-of-nobody" } }),
  ).rejects.toMatchObject({ code: "connection_refused", sent: false });
  for (const table of ["connections", "connectionCredentials", "tools"] as const) {
    expect(await rowsOf(table, organizationId)).toEqual([]);
  }
  const kept = await addConnection(context, { target: nowhere, onFailure: "keep" });
  expect(kept).toMatchObject({ status: "unreachable", statusReason: { code: "connection_refused" } });
  expect(kept.report.at(-1)).toMatchObject({ step: "reach", state: "failed", cause: "connection_refused" });
});

test("a failure says whether anything was sent", async () => {
  const { context } = await testPerson(services, "reached");
  const failing = await startMcpFixture();
  failing.behave({ kind: "status", status: 500 });
  await expect(addConnection(context, { target: { kind: "http", url: failing.url } })).rejects.toMatchObject({
    code: "upstream_error",
    sent: true,
  });
  expect(failing.requests.map(({ method }) => method)).toEqual(["server/discover", "initialize"]);
  await failing.close();
});

test("addresses that are none, or hold a password, are refused before anything is dialled", async () => {
  const { context } = await testPerson(services, "badurl");
  for (const url of ["not an address", "http://", "http://user:pw@example.com/mcp"]) {
    await expect(addConnection(context, { target: { kind: "http", url } })).rejects.toMatchObject({
      code: "invalid_input",
      details: { field: "url" },
    });
  }
});

test("connections added at once get names of their own", async () => {
  const { context } = await testPerson(services, "rush");
  const added = await Promise.all(
    Array.from({ length: 8 }, () => addConnection(context, { name: "Wiki", target })),
  );
  expect(new Set(added.map(({ slug }) => slug)).size).toBe(8);
  expect(new Set(added.map(({ codeName }) => codeName)).size).toBe(8);
  expect(added.map(({ slug }) => slug).toSorted()).toContain("wiki");
});

test("who names nothing gets the server's own name, else the host, with the path where the host is taken", async () => {
  const { context } = await testPerson(services, "nameless");
  const { host } = new URL(fixture.url);
  const first = await addConnection(context, { target });
  expect(first).toMatchObject({ name: "Fixture", status: "ready" });
  const second = await addConnection(context, { target: { kind: "http", url: `${fixture.url}?again=1` } });
  expect(second.name).toBe(`${host}/mcp`);
  expect(second.slug).not.toBe(first.slug);
  const away = await addConnection(context, { target: nowhere, onFailure: "keep" });
  expect(away).toMatchObject({ name: "127.0.0.1:9", status: "unreachable" });
  expect(await addConnection(context, { name: "Mine", target })).toMatchObject({ name: "Mine" });
});

test("a report that is not waited for streams line by line and ends", async () => {
  const { context } = await testPerson(services, "watcher");
  const { id, status } = await addConnection(context, { target, wait: false });
  expect(status).toBe("connecting");
  const reports = await collect(watchReport(context, { connection: id }, signal));
  expect(reports.at(-1)).toMatchObject({ isFinished: true });
  expect(reports.at(-1)?.steps.at(-1)).toMatchObject({ step: "saved", state: "ok" });
  expect((await getConnection(context, { connection: id })).status).toBe("ready");
  expect(await collect(watchReport(context, { connection: id }, signal))).toHaveLength(1);
});

test("a connection removed while it is examined is gone, and its watchers are let go", async () => {
  const { context, organizationId } = await testPerson(services, "remover");
  const slow = await startMcpFixture();
  slow.behave({ kind: "slow", delayMs: 300 }, "initialize");
  const { id } = await addConnection(context, { target: { kind: "http", url: slow.url }, wait: false });
  const watched = collect(watchReport(context, { connection: id }, signal));
  await removeConnection(context, { connection: id });
  expect((await watched).at(-1)?.isFinished).toBe(true);
  for (const table of ["connections", "tools"] as const)
    expect(await rowsOf(table, organizationId)).toEqual([]);
  await slow.close();
});

test("two examinations at once store each tool once", async () => {
  const { context } = await testPerson(services, "twice");
  const fresh = await startMcpFixture({
    tools: Array.from({ length: 40 }, (_, index) => ({ name: `t${index}` })),
  });
  fresh.behave({ kind: "hang" }, "tools/list");
  const { id } = await addConnection(context, {
    target: { kind: "http", url: fresh.url },
    onFailure: "keep",
    wait: false,
  });
  fresh.behave({ kind: "normal" }, "tools/list");
  const both = await Promise.all([1, 2, 3].map(() => refreshConnection(context, { connection: id })));
  expect(both.map(({ tools }) => tools)).toEqual([40, 40, 40]);
  await fresh.close();
});

test("pausing, renaming, refreshing and removing each leave their audit entry", async () => {
  const { context, organizationId } = await testPerson(services, "changer");
  const { id } = await addConnection(context, { name: "a", target });
  expect(await updateConnection(context, { connection: id, isPaused: true })).toMatchObject({
    status: "paused",
  });
  // A paused connection is left alone whatever else is changed.
  const asked = fixture.requests.length;
  expect(
    await updateConnection(context, {
      connection: id,
      name: "b",
      credential: { kind: "bearer", token: "t" },
    }),
  ).toMatchObject({ status: "paused", name: "b", slug: "a" });
  expect(fixture.requests.slice(asked).filter(({ method }) => method === "initialize")).toEqual([]);
  expect(await updateConnection(context, { connection: id, isPaused: false })).toMatchObject({
    status: "ready",
  });
  await refreshConnection(context, { connection: "a" });
  expect(await removeConnection(context, { connection: "a" })).toEqual({ id, slug: "a", revocation: null });
  expect(await auditActions(services, organizationId)).toEqual([
    "account.sign_up",
    "connection.create",
    "connection.update",
    "connection.update",
    "connection.update",
    "connection.refresh",
    "connection.remove",
  ]);
});

test("viewers, and keys without the scope, change nothing; another organization finds nothing", async () => {
  const owner = await testPerson(services, "landlord");
  const { id, slug } = await addConnection(owner.context, { target });
  const viewer = await testMember(services, owner, "looker", "viewer");
  const stranger = await testPerson(services, "stranger");
  const ref = { connection: id };
  const verbs = [
    (context: typeof owner.context) => updateConnection(context, { ...ref, isPaused: true }),
    (context: typeof owner.context) => refreshConnection(context, ref),
    (context: typeof owner.context) => removeConnection(context, ref),
  ];
  const adding = (context: typeof owner.context) => addConnection(context, { target });
  for (const verb of [...verbs, adding]) {
    await expect(verb(viewer.context)).rejects.toMatchObject({ code: "forbidden" });
    await expect(verb(asApiKey(owner.context, ["tools:read", "tools:call"]))).rejects.toMatchObject({
      code: "insufficient_scope",
    });
  }
  const foreign = [
    ...verbs,
    (context: typeof owner.context) => getConnection(context, ref),
    (context: typeof owner.context) => collect(watchReport(context, ref, signal)),
  ];
  for (const verb of foreign) {
    await expect(verb(stranger.context)).rejects.toMatchObject({
      code: "not_found",
      message: "There is no such connection.",
    });
  }
  for (const tool of [
    { connection: slug, tool: "echo" },
    { connection: id, tool: "echo" },
  ]) {
    const call = { tool, arguments: {}, argumentsBytes: 2, signal };
    await expect(callTool(stranger.context, call)).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await listConnections(stranger.context)).toEqual([]);
  expect((await getConnection(owner.context, ref)).status).toBe("ready");
});
