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
import { type McpFixture, startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandAnswer, type Instance, startInstance } from "../src/start-instance.ts";

let folder: string;
let fixture: McpFixture;
let source: Instance;
let apiKey: string;
const token = "a-token-of-the-upstream";
const files = { plain: "", sealed: "", passphrase: "", own: "" };

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
    files.own = join(source.dataDir, "backups", made.file);
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

  it("of last night's backup serves calls with credentials that open", async () => {
    const fresh = await startInstance({ isFromNothing: true });
    try {
      jsonOf(await fresh.cli(["admin", "restore", files.own, "--json"]));
      const known = fixture.requests.length;
      expect((await fresh.cli(["call", "sealed_echo", "--args", "{}"], { apiKey })).code).toBe(0);
      expect(fixture.requests.slice(known).map(({ headers }) => headers.authorization)).toContain(
        `Bearer ${token}`,
      );
    } finally {
      await fresh.dispose();
    }
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
