import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AuthorizationServer,
  type McpFixture,
  signInByHand,
  startAuthorizationServer,
  startMcpFixture,
  waitFor,
} from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CommandAnswer } from "../src/run-command.ts";
import { type Instance, startInstance } from "../src/start-instance.ts";

const token = "a-seeded-token-of-the-upstream";
let folder: string;
let fixture: McpFixture;
let provider: AuthorizationServer;
let guarded: McpFixture;
let instance: Instance;
let apiKey: string;

const jsonOf = ({ code, stdout, stderr }: CommandAnswer) => {
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
};
const admin = (...args: string[]) => instance.cli(["admin", ...args, "--json"]);

/** Signs in to a connection at its provider, as the owner, without a browser. */
async function signIn(connection: string): Promise<void> {
  const post = (procedure: string, body: unknown, cookie = "") =>
    fetch(`${instance.url}/trpc/${procedure}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: instance.url, cookie },
      body: JSON.stringify(body),
    });
  const cookieOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((each) => each.split(";", 1)[0])
      .join("; ");
  const login = cookieOf(
    await post("account.logIn", { email: "owner@example.com", password: "correct horse battery" }),
  );
  const started = await post("connection.signIn", { connection }, login);
  const { url } = ((await started.json()) as { result: { data: { url: string } } }).result.data;
  const returned = await signInByHand(url, { redirectUri: `${instance.url}/oauth/callback` });
  const finished = await fetch(returned, {
    redirect: "manual",
    headers: { cookie: `${login}; ${cookieOf(started)}` },
  });
  expect(finished.status).toBeLessThan(400);
}

/**
 * Calls the tools whose credentials are sealed, a key and a login that is renewed every few seconds, until it is told to stop;
 * answers each outcome.
 */
function startLoad(): () => Promise<string[]> {
  const outcomes: string[] = [];
  let isOver = false;
  const callers = ["sealed_echo", "signed_echo", "signed_echo"].map(async (name) => {
    while (!isOver) {
      const answer = await fetch(`${instance.url}/trpc/tool.invoke`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ name, arguments: {} }),
      });
      outcomes.push(answer.ok ? "ok" : await answer.text());
    }
  });
  return async () => {
    isOver = true;
    await Promise.all(callers);
    return outcomes;
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "patchops rotation "));
  provider = await startAuthorizationServer({ accessTokenSeconds: 2 });
  [instance, fixture, guarded] = await Promise.all([
    startInstance(),
    startMcpFixture(),
    startMcpFixture({ protection: provider }),
  ]);
  fixture.setTools([{ name: "echo" }]);
  ({ apiKey } = await instance.setUp());
  jsonOf(
    await instance.cli(["connections", "add", fixture.url, "--name", "sealed", "--bearer", token, "--json"], {
      apiKey,
    }),
  );
  await instance.cli(["connections", "add", guarded.url, "--name", "signed", "--json"], { apiKey });
  await signIn("signed");
  await waitFor(
    async () => (await instance.cli(["call", "signed_echo", "--args", "{}"], { apiKey })).code === 0,
    { timeoutMs: 20_000 },
  );
});
afterAll(async () => {
  await Promise.all([instance?.dispose(), fixture?.close(), guarded?.close()]);
  await provider?.close();
  await rm(folder, { recursive: true, force: true });
});

it("S24: a running instance gets a new master key while calls go on; the old one goes; a backup goes on working", async () => {
  const before = jsonOf(await admin("key-status"));
  expect(before).toMatchObject({ source: "file", otherIds: [], rotation: null });
  const stopLoad = startLoad();
  const rotated = jsonOf(await admin("rotate-key", "--reseal"));
  expect(rotated).toMatchObject({ otherIds: [before.id], dataKeys: { left: 0 } });
  expect(rotated.id).not.toBe(before.id);
  jsonOf(await admin("remove-old-keys", "--yes"));
  const outcomes = await stopLoad();
  expect(outcomes.length).toBeGreaterThan(20);
  expect(provider.tokenRequests.some(({ grantType }) => grantType === "refresh_token")).toBe(true);
  expect(outcomes.filter((outcome) => outcome !== "ok")).toEqual([]);
  expect((await readdir(instance.dataDir)).filter((name) => name.endsWith(".key"))).toEqual(["master.key"]);

  const file = join(folder, "after");
  jsonOf(await admin("backup", file));
  const target = await startInstance({ isFromNothing: true });
  try {
    jsonOf(await target.cli(["admin", "restore", file, "--json"]));
    expect((await target.cli(["call", "sealed_echo", "--args", "{}"], { apiKey })).code).toBe(0);
    expect(jsonOf(await target.cli(["admin", "key-status", "--json"]))).toMatchObject({ id: rotated.id });
  } finally {
    await target.dispose();
  }
});

it("S24: kill -9 on the way leaves both keys, and the next start finishes", async () => {
  const before = jsonOf(await admin("key-status"));
  const rotating = admin("rotate-key", "--reseal");
  const isBegun = async () =>
    (await readdir(instance.dataDir)).some((name) => /^master\..+\.key$/.test(name));
  while (!(await isBegun())) await new Promise((resolve) => setTimeout(resolve, 1));
  await instance.end("SIGKILL");
  await rotating;

  instance = await startInstance({ dataDir: instance.dataDir });
  expect((await instance.cli(["call", "sealed_echo", "--args", "{}"], { apiKey })).code).toBe(0);
  await expect
    .poll(async () => {
      const { rotation } = jsonOf(await admin("key-status"));
      return rotation.finishedAt !== null;
    })
    .toBe(true);
  // Killed before anything was noted, the change never began: it begins now.
  if (jsonOf(await admin("key-status")).id === before.id) jsonOf(await admin("rotate-key", "--reseal"));
  const status = jsonOf(await admin("key-status"));
  expect(status).toMatchObject({ otherIds: [before.id], dataKeys: { left: 0 } });
  jsonOf(await admin("remove-old-keys", "--yes"));

  await instance.end();
  instance = await startInstance({ dataDir: instance.dataDir });
  expect((await instance.cli(["call", "sealed_echo", "--args", "{}"], { apiKey })).code).toBe(0);
  // What was signed under each of the keys is right under the present one, on a start that made its secrets anew.
  expect((await admin("verify-audit")).code).toBe(0);
  expect(instance.output()).not.toContain(token);
  expect(await readFile(join(instance.dataDir, "master.key"), "utf8")).not.toContain(before.id);
});
