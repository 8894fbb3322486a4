import { readdir } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/start-test-server.ts";

const ownKey = "ab".repeat(32);
let server: TestServer;
let elsewhere: TestServer;

beforeAll(async () => {
  [server, elsewhere] = await Promise.all([
    startTestServer({ PATCHOPS_MASTER_KEY: ownKey }),
    startTestServer(),
  ]);
});
afterAll(() => Promise.all([server?.stop(), elsewhere?.stop()]));

const asOperator = (more: Record<string, string> = {}) => ({
  "x-patchops-operator": server.operatorToken,
  ...more,
});

/** Downloads a backup as bytes; the test server's `ask` reads text. */
async function backup(): Promise<Buffer<ArrayBuffer>> {
  const answer = await fetch(`${server.url}/operator/backup`, { method: "POST", headers: asOperator() });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.headers.get("x-patchops-backup") ?? "")).toMatchObject({ holdsMasterKey: false });
  return Buffer.from(await answer.arrayBuffer());
}

/** The last step of a restore's answer. */
async function restore(target: TestServer, body: Uint8Array<ArrayBuffer>, query = "") {
  const answer = await fetch(`${target.url}/operator/restore${query}`, {
    method: "POST",
    headers: { "x-patchops-operator": target.operatorToken },
    body,
  });
  expect(answer.status).toBe(200);
  return JSON.parse((await answer.text()).trim().split("\n").at(-1) ?? "");
}

it("opens to nobody without the token, nor to pages, nor to other methods", async () => {
  for (const path of ["/operator/backup", "/operator/restore"]) {
    const post = (headers: Record<string, string>) => server.ask(path, { method: "POST", headers });
    expect((await post({})).status).toBe(403);
    expect((await post({ "x-patchops-operator": "x".repeat(43) })).status).toBe(403);
    expect((await post(asOperator({ origin: "https://evil.example" }))).status).toBe(403);
    expect((await post(asOperator({ host: "rebound.example" }))).status).toBe(403);
    expect((await server.ask(path, { headers: asOperator() })).status).toBe(405);
  }
  expect((await server.ask("/operator/x", { method: "POST", headers: asOperator() })).status).toBe(404);
});

it("refuses what is no backup, and leaves nothing of it", async () => {
  expect(await restore(server, Buffer.from("hello"))).toMatchObject({
    error: { code: "invalid_input", message: expect.stringContaining("not a whole PatchOps backup") },
  });
  expect(await readdir(server.dataDir)).not.toContain("restore");
  expect((await server.ask("/readyz")).status).toBe(200);
});

/** What waits in the queue of a server's own database. */
async function waitingJobs({ databaseUrl }: TestServer): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ data: unknown }>(
      "select data from pgboss.job where name = 'connection-examination' and state = 'created'",
    );
    return rows.map(({ data }) => data);
  } finally {
    await client.end();
  }
}

it("refuses a backup whose key was given by a setting where another key is in use, and goes on", async () => {
  expect(await restore(elsewhere, await backup())).toMatchObject({
    error: { code: "conflict", next: expect.stringContaining("PATCHOPS_MASTER_KEY set to the key") },
  });
  expect((await elsewhere.ask("/readyz")).status).toBe(200);
});

it("replaces a filled instance only when told, with its waiting jobs; two restores are not made at once", async () => {
  const { apiKey } = await server.setUp("ada@example.com");
  const authorization = { authorization: `Bearer ${apiKey}` };
  const added = await server.mutate("connection.add", { target: { kind: "demo" } }, authorization);
  expect(added.status).toBe(200);
  const jobs = await waitingJobs(server);
  expect(jobs).toHaveLength(1);
  const bytes = await backup();
  expect(await restore(server, bytes)).toMatchObject({
    error: { code: "conflict", next: expect.stringContaining("--replace") },
  });
  await server.setUp("later@example.com");
  const both = await Promise.all([
    restore(server, bytes, "?replace=1"),
    restore(server, bytes, "?replace=1"),
  ]);
  expect(both.filter((one) => "done" in one)).toMatchObject([{ done: { organizations: 1, accounts: 1 } }]);
  expect(both.filter((one) => "error" in one)).toMatchObject([{ error: { code: "conflict" } }]);
  expect(await waitingJobs(server)).toEqual(jobs);
  const answer = await server.ask("/trpc/account.current", { headers: authorization });
  expect(answer.text).toContain("ada@example.com");
});
