import {
  access,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createTestDatabase,
  type McpFixture,
  openSuperuser,
  startMcpFixture,
  waitFor,
} from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectClient } from "../src/connect-client.ts";
import type { CommandAnswer } from "../src/run-command.ts";
import { type Instance, startInstance } from "../src/start-instance.ts";

let folder: string;
let fixture: McpFixture;
let source: Instance;
let apiKey: string;
const token = "a-token-of-the-upstream";
const files = { plain: "", sealed: "", passphrase: "" };

const jsonOf = ({ code, stdout, stderr }: CommandAnswer) => {
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
};
const errorOf = ({ stderr }: CommandAnswer) => JSON.parse(stderr.slice(stderr.indexOf("{"))).error;

/** What an account sees of its instance. */
async function seen(instance: Instance, key: string) {
  const ask = async (...args: string[]) => jsonOf(await instance.cli([...args, "--json"], { apiKey: key }));
  const { calls, failures, executions } = await ask("usage");
  return {
    usage: { calls, failures, executions },
    activity: (await ask("activity", "--limit", "100")).map((call: { id: string; outcome: string }) => [
      call.id,
      call.outcome,
    ]),
    connections: (await ask("connections", "list")).map((one: { slug: string }) => one.slug).sort(),
    keys: (await ask("keys", "list")).map((one: { id: string; prefix: string }) => [one.id, one.prefix]),
    tools: (await ask("tools", "list")).length,
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "patchops backup "));
  for (const name of ["plain", "sealed", "passphrase"] as const) files[name] = join(folder, name);
  await writeFile(files.passphrase, "seven words that nobody else would choose\n");
  [source, fixture] = await Promise.all([startInstance(), startMcpFixture()]);
  ({ apiKey } = await source.setUp());
  const ask = async (...args: string[]) => jsonOf(await source.cli([...args, "--json"], { apiKey }));
  await ask("connections", "add", "demo");
  fixture.setTools([{ name: "echo" }]);
  await ask("connections", "add", fixture.url, "--name", "sealed", "--bearer", token);
  await ask("call", "demo_list_orders", "--args", "{}");
  await ask("call", "sealed_echo", "--args", "{}");
  const program = join(folder, "program.ts");
  await writeFile(program, "return (await tools.demo.list_orders({})) !== null");
  await ask("run", program);
}, 120_000);
afterAll(async () => {
  await Promise.all([source?.dispose(), fixture?.close()]);
  await rm(folder, { recursive: true, force: true });
});

describe("a backup", () => {
  it("is made while calls go on, is for its owner alone, and says that it holds the key", async () => {
    const calls = Promise.all(
      Array.from({ length: 4 }, () => source.cli(["call", "demo_list_orders", "--args", "{}"], { apiKey })),
    );
    const answer = await source.cli(["admin", "backup", files.plain]);
    expect(answer.code).toBe(0);
    expect(answer.stdout).toContain("holds the master key in the clear");
    expect((await stat(files.plain)).mode & 0o777).toBe(0o600);
    expect((await calls).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });

  it("is made by the instance itself into its directory, while calls go on", async () => {
    const calls = Promise.all(
      Array.from({ length: 4 }, () => source.cli(["call", "sealed_echo", "--args", "{}"], { apiKey })),
    );
    const made = jsonOf(await source.cli(["admin", "backups", "run", "--json"]));
    expect(made).toMatchObject({ status: "done", isAsked: true, isChecked: true });
    expect((await calls).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const { backups, nextAt } = jsonOf(await source.cli(["admin", "backups", "list", "--json"]));
    expect([backups[0].file, nextAt]).toEqual([made.file, expect.stringContaining("T02:07:00")]);
  });

  it("is encrypted by a passphrase: nothing of it can be read", async () => {
    const answer = await source.cli([
      "admin",
      "backup",
      files.sealed,
      "--passphrase-file",
      files.passphrase,
      "--json",
    ]);
    expect(jsonOf(answer)).toMatchObject({ file: files.sealed, isEncrypted: true, holdsMasterKey: true });
    const text = (await readFile(files.sealed)).toString("latin1");
    expect(text.startsWith("age-encryption.org/v1")).toBe(true);
  });
});

describe("a restore", () => {
  let target: Instance;
  let before: Awaited<ReturnType<typeof seen>>;
  const restore = (...args: string[]) => target.cli(["admin", "restore", ...args, "--json"]);

  beforeAll(async () => {
    // With a master key of its own.
    [target, before] = await Promise.all([startInstance({ isFromNothing: true }), seen(source, apiKey)]);
  });
  afterAll(() => target?.dispose());

  it("refuses another passphrase and a file that was cut, and leaves the instance open for the whole one", async () => {
    const other = join(folder, "other passphrase");
    await writeFile(other, "seven other words");
    const wrong = await restore(files.sealed, "--passphrase-file", other);
    expect([wrong.code, errorOf(wrong).message]).toEqual([2, expect.stringContaining("does not open")]);
    for (const kind of ["plain", "sealed"] as const) {
      const cut = join(folder, "cut");
      await copyFile(files[kind], cut);
      await truncate(cut, (await stat(cut)).size - 100);
      const answer = await restore(cut, "--passphrase-file", files.passphrase);
      expect([answer.code, errorOf(answer).message]).toEqual([2, expect.stringContaining("damaged")]);
    }
  });

  it("makes a new instance the old one: accounts, keys, sealed credentials, usage; and the server goes on", async () => {
    const answer = jsonOf(await restore(files.sealed, "--passphrase-file", files.passphrase));
    expect(answer).toMatchObject({ organizations: 1, accounts: 1, connections: 2 });
    expect(await seen(target, apiKey)).toEqual(before);

    const known = fixture.requests.length;
    expect((await target.cli(["call", "sealed_echo", "--args", "{}"], { apiKey })).code).toBe(0);
    expect(fixture.requests.slice(known).map(({ headers }) => headers.authorization)).toContain(
      `Bearer ${token}`,
    );
    await waitFor(async () => (await seen(target, apiKey)).usage.calls === before.usage.calls + 1);
  });

  it("without the key that the backup does not hold says which one is missing", async () => {
    const [keyed, other] = await Promise.all([
      startInstance({ isFromNothing: true, env: { PATCHOPS_MASTER_KEY: "5a".repeat(32) } }),
      startInstance({ isFromNothing: true }),
    ]);
    try {
      const keyless = join(folder, "keyless");
      expect(jsonOf(await keyed.cli(["admin", "backup", keyless, "--json"]))).toMatchObject({
        holdsMasterKey: false,
      });
      const refused = await other.cli(["admin", "restore", keyless, "--json"]);
      expect(errorOf(refused)).toMatchObject({
        code: "conflict",
        message: expect.stringContaining("which it does not hold"),
        next: expect.stringContaining("PATCHOPS_MASTER_KEY"),
      });
    } finally {
      await Promise.all([keyed.dispose(), other.dispose()]);
    }
  });

  it("takes the place of a filled instance only when that is said twice", async () => {
    const { apiKey: lostKey } = await target.setUp("somebody@example.com");
    const filled = await restore(files.plain);
    expect(errorOf(filled)).toMatchObject({ code: "conflict", next: expect.stringContaining("--replace") });
    const unasked = await restore(files.plain, "--replace");
    expect([unasked.code, errorOf(unasked).next]).toEqual([2, expect.stringContaining("--yes")]);
    expect((await target.cli(["tools", "list"], { apiKey: lostKey })).code).toBe(0);

    expect(jsonOf(await restore(files.plain, "--replace", "--yes"))).toMatchObject({ accounts: 1 });
    expect((await target.cli(["tools", "list"], { apiKey: lostKey })).code).toBe(3);
    expect((await seen(target, apiKey)).connections).toEqual(["demo", "sealed"]);
  });

  it("survives kill -9 in the midst: the next start has the old state or the new one, whole", async () => {
    const { apiKey: ownKey } = await target.setUp("before@example.com");
    const restoring = restore(files.plain, "--replace", "--yes");
    const mark = join(target.dataDir, "restore", "prepared");
    await waitFor(() => access(mark).then(() => true), { timeoutMs: 60_000, intervalMs: 1 });
    await target.end("SIGKILL");
    expect((await restoring).code).toBe(4);

    target = await startInstance({ dataDir: target.dataDir });
    const [old, restored] = await Promise.all([
      target.cli(["tools", "list"], { apiKey: ownKey }),
      target.cli(["call", "sealed_echo", "--args", "{}"], { apiKey }),
    ]);
    expect(restored.code).toBe(0);
    expect([0, 3]).toContain(old.code);
    expect(await readdir(target.dataDir)).not.toContain("restore");
    expect(jsonOf(await restore(files.plain, "--replace", "--yes"))).toMatchObject({ accounts: 1 });
  });

  it("needs the running server", async () => {
    await target.end();
    const answer = await target.cli(["admin", "backup", join(folder, "none"), "--json"]);
    expect([answer.code, errorOf(answer).code]).toEqual([4, "unreachable"]);
  });
});

describe("last night's own backup", () => {
  /** Of this test alone. */
  const key = {
    recipient: "age1vtfec5sycmx0p0nes9lyfspw29e56kcmcphttl3zznp6tzd943js0r3dh8",
    identity: "AGE-SECRET-KEY-10H32YZVJURXKRWQCTVEJ0WTWWTC82GXJ8FFVFKZL89PQ0TWXJ77S2QXVW9",
  };

  it.each([
    { kind: "plain", env: {}, shape: /\.tar\.gz$/ },
    { kind: "encrypted for a key", env: { PATCHOPS_BACKUP_RECIPIENT: key.recipient }, shape: /\.age$/ },
  ])(
    "$kind, makes a new directory serve tool calls that need a stored token, once the machine is lost",
    async ({ env, shape }) => {
      const locked = await startMcpFixture({
        tools: [{ name: "echo" }],
        protection: {
          issuer: "https://issuer.example.com",
          verify: async (given) => (given === token ? { scopes: [] } : null),
        },
      });
      const database = await createTestDatabase({ isOpened: true });
      const directory = await mkdtemp(join(folder, "nights "));
      const settings = { DATABASE_URL: database.connectionString, PATCHOPS_BACKUP_DIR: directory, ...env };
      let lost = await startInstance({ isFromNothing: true, env: settings });
      const { apiKey: known } = await lost.setUp();
      const add = ["connections", "add", locked.url, "--name", "locked", "--bearer", token, "--json"];
      expect(jsonOf(await lost.cli(add, { apiKey: known }))).toMatchObject({ tools: 1 });
      await lost.end();
      // As if the account had been there for two days: its night was missed, and is made up for at the start.
      const superuser = await openSuperuser(database.connectionString);
      await superuser.query("update users set created_at = created_at - interval '2 days'");
      await superuser.close();
      lost = await startInstance({ dataDir: lost.dataDir, env: settings });
      const listed = async (instance: Instance) =>
        jsonOf(await instance.cli(["admin", "backups", "list", "--json"])).backups as {
          status: string;
          isAsked: boolean;
          file: string | null;
        }[];
      await waitFor(async () => (await listed(lost))[0]?.status === "done", { timeoutMs: 60_000 });
      const [night] = await listed(lost);
      expect(night).toMatchObject({ isAsked: false, file: expect.stringMatching(shape) });
      const kept = join(folder, night?.file ?? "");
      await copyFile(join(directory, night?.file ?? ""), kept);
      await lost.end("SIGKILL");
      await lost.dispose();
      await rm(directory, { recursive: true });

      const fresh = await startInstance({ isFromNothing: true });
      try {
        const identity = join(folder, "identity");
        await writeFile(identity, `${key.identity}\n`);
        const opener = "PATCHOPS_BACKUP_RECIPIENT" in env ? ["--passphrase-file", identity] : [];
        const told = await fresh.cli(["admin", "restore", kept, ...opener]);
        expect([told.code, told.stdout]).toEqual([
          0,
          expect.stringContaining(": 1 organization, 1 account and 1 connection. The server goes on."),
        ]);
        const client = await connectClient(`${fresh.url}/mcp`, known);
        const before = locked.calls("echo");
        const answer = await client.callTool({ name: "locked_echo", arguments: {} });
        expect([answer.isError ?? false, locked.calls("echo")]).toEqual([false, before + 1]);
        await client.close();
        expect((await listed(fresh)).map(({ file }) => file)).not.toContain(night?.file);
      } finally {
        await Promise.all([fresh.dispose(), locked.close(), database.drop()]);
      }
    },
    300_000,
  );
});
