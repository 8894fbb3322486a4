import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { callTool } from "../tool/index.ts";
import { openCredential } from "./credential.ts";
import { addConnection, getConnection, updateConnection } from "./index.ts";

const { services, otherNode } = await openLiveServices();
const [here, elsewhere] = [await startMcpFixture(), await startMcpFixture()];
afterAll(() => Promise.all([here.close(), elsewhere.close()]));
const token = "sk-very-secret-0123456789";
const target = { kind: "http" as const, url: here.url };
const { signal } = new AbortController();

function call(connection: string) {
  return { tool: { connection, tool: "echo" }, arguments: { a: 1 }, argumentsBytes: 7, signal };
}

test("a credential is stored sealed, shown by its end, and sent upstream at each request", async () => {
  const { context, organizationId } = await testPerson(services, "sealed");
  const { slug, credential } = await addConnection(context, {
    target,
    credential: { kind: "bearer", token },
  });
  expect(credential).toMatchObject({ kind: "bearer", hint: "…6789" });
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("connectionCredentials").selectAll().execute(),
  );
  const everything = await services.database.withOrganization(organizationId, async (trx) => [
    await trx.selectFrom("connections").selectAll().execute(),
    await trx.selectFrom("auditEntries").selectAll().execute(),
    await trx.selectFrom("tools").selectAll().execute(),
  ]);
  expect(rows).toHaveLength(1);
  expect(JSON.stringify([rows, everything])).not.toContain("very-secret");
  here.requests.length = 0;
  await callTool({ ...context, client: { name: "po_client_bearer", version: null } }, call(slug));
  for (const { headers } of here.requests) {
    expect(headers.authorization).toBe(`Bearer ${token}`);
    expect(headers.cookie).toBeUndefined();
    expect(JSON.stringify(headers)).not.toMatch(/po_|forwarded|x-real-ip/i);
  }
});

test("without a credential no authorization leaves, whatever the caller came with", async () => {
  const { context } = await testPerson(services, "bare");
  const { slug } = await addConnection(context, { target });
  here.requests.length = 0;
  await callTool(context, call(slug));
  for (const { headers } of here.requests) expect(headers.authorization).toBeUndefined();
});

test("swapped rows do not open: neither between connections nor between organizations", async () => {
  const owners = [await testPerson(services, "swap1"), await testPerson(services, "swap2")] as const;
  const ids: string[] = [];
  for (const [index, { context }] of owners.entries()) {
    const { id } = await addConnection(context, {
      target,
      credential: { kind: "bearer", token: `${token}${index}` },
    });
    ids.push(id);
  }
  const second = await addConnection(owners[0].context, {
    target,
    credential: { kind: "bearer", token: "other-one" },
  });
  const [snapshot, foreign] = [
    await services.snapshots.get(owners[0].organizationId),
    await services.snapshots.get(owners[1].organizationId),
  ];
  const own = snapshot.connectionsById.get(ids[0] ?? "");
  const neighbor = snapshot.connectionsById.get(second.id);
  const other = foreign.connectionsById.get(ids[1] ?? "");
  if (!own?.credential || !neighbor?.credential || !other?.credential) throw new Error("no credential");
  expect(openCredential(services, snapshot, own)).toEqual({ kind: "bearer", token: `${token}0` });
  for (const sealed of [neighbor.credential.sealed, other.credential.sealed]) {
    const swapped = { ...own, credential: { ...own.credential, sealed } };
    const keys = { ...snapshot, dataKeys: new Map([...snapshot.dataKeys, ...foreign.dataKeys]) };
    expect(() => openCredential(services, keys, swapped)).toThrow(
      expect.objectContaining({ code: "internal", sent: false }),
    );
  }
});

test("a credential does not follow to another origin unless somebody says so", async () => {
  const { context } = await testPerson(services, "mover");
  const { id } = await addConnection(context, { target, credential: { kind: "bearer", token } });
  elsewhere.requests.length = 0;
  await expect(updateConnection(context, { connection: id, url: elsewhere.url })).rejects.toMatchObject({
    code: "invalid_input",
    details: { field: "credential" },
  });
  expect(elsewhere.requests).toEqual([]);
  expect((await getConnection(context, { connection: id })).url).toBe(here.url);
  // Another path of the same server is not another server.
  expect(await updateConnection(context, { connection: id, url: `${here.url}?v=2` })).toMatchObject({
    status: "ready",
    credential: { kind: "bearer" },
  });
  const moved = await updateConnection(context, { connection: id, url: elsewhere.url, credential: null });
  expect(moved).toMatchObject({ status: "ready", credential: null, url: elsewhere.url });
  expect(elsewhere.requests.length).toBeGreaterThan(0);
  for (const { headers } of elsewhere.requests) expect(headers.authorization).toBeUndefined();
});

test("another node sends the new credential at once, on the session that it has", async () => {
  const { context } = await testPerson(services, "nodes");
  const there = { ...context, services: await otherNode() };
  const { id, slug } = await addConnection(context, {
    target,
    credential: { kind: "bearer", token: "old-token" },
  });
  await callTool(there, call(slug));
  await updateConnection(context, { connection: id, credential: { kind: "bearer", token: "new-token" } });
  await expect
    .poll(
      async () => {
        here.requests.length = 0;
        await callTool(there, call(slug));
        return here.requests.map(({ headers }) => headers.authorization);
      },
      { timeout: 5_000 },
    )
    .toEqual(["Bearer new-token"]);
});

test("a process or the demo takes no bearer token", async () => {
  const { context } = await testPerson(services, "wrong");
  const credential = { kind: "bearer" as const, token };
  await expect(addConnection(context, { target: { kind: "demo" }, credential })).rejects.toMatchObject({
    code: "invalid_input",
  });
  const { id } = await addConnection(context, { target: { kind: "demo" } });
  await expect(updateConnection(context, { connection: id, credential })).rejects.toMatchObject({
    code: "invalid_input",
  });
});
