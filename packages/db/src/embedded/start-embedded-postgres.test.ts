import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { memoryDirectory } from "@patchops/testing";
import pg from "pg";
import { afterAll, afterEach, expect, test } from "vitest";
import { openDatabase } from "../open-database.ts";
import { lockDataDirectory } from "./lock-data-directory.ts";
import { isProcessAlive } from "./postmaster.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./start-embedded-postgres.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

let used: Promise<string> | undefined;
afterAll(async () => {
  if (used !== undefined) await rm(join(await used, ".."), { recursive: true, force: true });
});

/** Has a database in it that was started once; its port is not chosen yet. */
async function usedDirectory(): Promise<string> {
  used ??= (async () => {
    const dataDir = join(await mkdtemp(join(await memoryDirectory(), "patchops embedded ")), "data");
    await (await startEmbeddedPostgres({ dataDir })).stop();
    await rm(join(dataDir, "postgres.port"));
    return dataDir;
  })();
  const dataDir = await dataDirectory();
  // The command keeps the owner, which is another account where root runs the tests.
  await promisify(execFile)("cp", ["-a", await used, dataDir]);
  return dataDir;
}

/** A directory with mode 0700, as under a home: closed to the account that runs Postgres in root's place. */
async function dataDirectory(): Promise<string> {
  const parent = await mkdtemp(join(await memoryDirectory(), "patchops embedded "));
  cleanUp.push(() => rm(parent, { recursive: true, force: true }));
  return join(parent, "data");
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir });
  cleanUp.push(() => postgres.stop());
  return postgres;
}

async function query(connectionString: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
}

test("starts, keeps what was written over a stop, and starts again on the same port", async () => {
  const dataDir = await dataDirectory();
  const first = await start(dataDir);
  expect(first.adopted).toBe(false);
  await query(first.connectionString, "create table kept as select 42 as answer");
  const pid = await postmasterPid(dataDir);
  await first.stop();
  await first.stop();
  expect(isProcessAlive(pid)).toBe(false);

  const second = await start(dataDir);
  expect(second.connectionString).toBe(first.connectionString);
  expect(await query(second.connectionString, "select answer from kept")).toEqual([{ answer: 42 }]);
});

test("listens on loopback only, asks everyone for the password, and is built as we want it", async () => {
  const dataDir = await usedDirectory();
  const { connectionString } = await start(dataDir);
  const wrong = new URL(connectionString);
  wrong.password = "wrong";
  await expect(query(wrong.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  wrong.username = "postgres";
  await expect(query(wrong.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  const names = [
    "listen_addresses",
    "unix_socket_directories",
    "fsync",
    "synchronous_commit",
    "server_encoding",
  ];
  const rows = await query(
    connectionString,
    `select name, setting from pg_settings where name in ('${names.join("','")}') order by name`,
  );
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: "on",
    listen_addresses: "127.0.0.1",
    server_encoding: "UTF8",
    synchronous_commit: "on",
    unix_socket_directories: "",
  });
  for (const file of ["postgres.password", "postgres.log"]) {
    expect([file, (await stat(join(dataDir, file))).mode & 0o077]).toEqual([file, 0]);
  }
  expect(await readdir(dataDir)).not.toContain("postgres.new");
});

test("two run side by side, and a database made by two nodes at once is whole", async () => {
  const [one, two] = await Promise.all([start(await usedDirectory()), start(await usedDirectory())]);
  expect(one.connectionString).not.toBe(two.connectionString);
  const passwords = { appPassword: "a b/c:d", systemPassword: "sÿstem", signingKey: "key" };
  const nodes = await Promise.all(
    Array.from({ length: 3 }, () => openDatabase({ connectionString: one.connectionString, ...passwords })),
  );
  await Promise.all(nodes.map((node) => node.ping()));
  await Promise.all(nodes.map((node) => node.close()));

  const changed = { appPassword: "new", systemPassword: "newer", signingKey: "key" };
  const node = await openDatabase({ connectionString: one.connectionString, ...changed });
  await node.ping();
  await node.close();
});

/** Writes rows one by one until the connection breaks; answers how many were acknowledged. */
async function writeUntilBroken(connectionString: string, afterTwenty: () => unknown): Promise<number> {
  await query(connectionString, "create table log (n int)");
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  let acknowledged = 0;
  const writing = (async () => {
    for (;;) {
      await client.query("insert into log values ($1)", [acknowledged + 1]);
      acknowledged += 1;
      if (acknowledged === 20) await afterTwenty();
    }
  })();
  await expect(writing).rejects.toThrow();
  await client.end().catch(() => undefined);
  return acknowledged;
}

test("a Postgres that is killed under load is started again on its port and has every acknowledged row, each time", async () => {
  const dataDir = await usedDirectory();
  const changes: string[] = [];
  const { connectionString, stop } = await startEmbeddedPostgres({
    dataDir,
    onChange: ({ kind }) => changes.push(kind),
  });
  cleanUp.push(stop);
  const count = () =>
    query(connectionString, "select count(*)::int as n from log").then(([row]) => Number(row?.n));
  const acknowledged = await writeUntilBroken(connectionString, async () =>
    process.kill(await postmasterPid(dataDir), "SIGKILL"),
  );
  await expect.poll(() => count().catch(() => 0), { timeout: 50_000 }).toBeGreaterThanOrEqual(acknowledged);
  // It answers a moment before it is known to be back.
  await expect.poll(() => changes, { timeout: 50_000 }).toEqual(["ended", "back"]);
  // Ended by a stranger's hand, cleanly.
  process.kill(await postmasterPid(dataDir), "SIGINT");
  await expect.poll(() => changes.filter((kind) => kind === "back"), { timeout: 50_000 }).toHaveLength(2);
  expect(await count()).toBeGreaterThanOrEqual(acknowledged);
  expect(changes.filter((kind) => kind !== "failed")).toEqual(["ended", "back", "ended", "back"]);

  const pid = await postmasterPid(dataDir);
  await stop();
  expect(isProcessAlive(pid)).toBe(false);
  expect(await readdir(join(dataDir, "postgres"))).not.toContain("postmaster.pid");
});

test("one that does not start again is tried until it does", async () => {
  const dataDir = await usedDirectory();
  const changes: string[] = [];
  const onChange = ({ kind }: { kind: string }) => changes.push(kind);
  const { connectionString, stop } = await startEmbeddedPostgres({ dataDir, onChange });
  cleanUp.push(stop);
  const version = join(dataDir, "postgres", "PG_VERSION");
  await rename(version, `${version}.aside`);
  process.kill(await postmasterPid(dataDir), "SIGKILL");
  // A busy process hears late that its child has ended, before it has asked.
  const busy = setInterval(() => {
    const until = Date.now() + 100;
    while (Date.now() < until);
  }, 1);
  cleanUp.push(async () => clearInterval(busy));
  await expect.poll(() => changes, { timeout: 50_000 }).toEqual(["ended", "failed"]);
  clearInterval(busy);
  await rename(`${version}.aside`, version);
  await expect.poll(() => changes, { timeout: 50_000 }).toEqual(["ended", "failed", "back"]);
  expect(await query(connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
}, 60_000);

/** A process of its own that has started Postgres on the directory. */
async function startInChild(
  dataDir: string,
): Promise<{ connectionString: string; kill: () => Promise<void> }> {
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(fileURLToPath(new URL("./start-embedded-postgres.ts", import.meta.url)))};
    const { connectionString } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(connectionString);
    setInterval(() => {}, 1000);
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = (await once(parent.stdout, "data")) as [Buffer];
  return {
    connectionString: printed.toString().trim(),
    async kill() {
      parent.kill("SIGKILL");
      await once(parent, "exit");
    },
  };
}

test("after a kill -9 of both under load the next start heals and has every acknowledged row", async () => {
  const dataDir = await usedDirectory();
  const first = await startInChild(dataDir);
  const acknowledged = await writeUntilBroken(first.connectionString, async () => {
    await first.kill();
    process.kill(await postmasterPid(dataDir), "SIGKILL");
  });
  const second = await start(dataDir);
  expect(second.adopted).toBe(false);
  const [row] = await query(second.connectionString, "select count(*)::int as n from log");
  expect(row?.n).toBeGreaterThanOrEqual(acknowledged);
});

test("a Postgres that outlived its parent's kill -9 is taken over, with its connections", async () => {
  const dataDir = await usedDirectory();
  const { connectionString, kill } = await startInChild(dataDir);
  const pid = await postmasterPid(dataDir);
  const client = new pg.Client({ connectionString });
  await client.connect();
  await kill();
  expect(isProcessAlive(pid)).toBe(true);

  const adopted = await start(dataDir);
  expect(adopted).toMatchObject({ adopted: true, connectionString });
  expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await client.end();
  await adopted.stop();
  expect(await readdir(join(dataDir, "postgres"))).not.toContain("postmaster.pid");
});

test("a damaged password ends the start at once, in two lines, and leaves nothing running", async () => {
  const dataDir = await usedDirectory();
  const { stop } = await start(dataDir);
  await stop();
  const passwordFile = join(dataDir, "postgres.password");
  const password = await readFile(passwordFile, "utf8");
  const twoLines = (cause: string) =>
    expect.objectContaining({
      message: expect.stringMatching(new RegExp(`^[^\\n]*${cause}[^\\n]*\\n[^\\n]+backup[^\\n]+$`)),
    });

  for (const [content, cause] of [
    ["\n", "postgres.password is missing or empty"],
    ["an/other@password", "does not take the password in"],
  ] as const) {
    await writeFile(passwordFile, content);
    const began = Date.now();
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toEqual(twoLines(cause));
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await readFile(passwordFile, "utf8")).toBe(content);
    expect(await readdir(join(dataDir, "postgres"))).not.toContain("postmaster.pid");
  }
  // An editor's line end is not part of it.
  await writeFile(passwordFile, `${password}\n`);
  await start(dataDir);
});

test("a start that is broken off ends what it began, at whichever moment", async () => {
  const dataDir = await dataDirectory();
  for (const afterMs of [0, 50, 200, 400, 800, 1_500]) {
    const failed = startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(afterMs) }).then(
      ({ stop }) => stop(),
      (error: unknown) =>
        expect(error).toMatchObject({ name: expect.stringMatching(/AbortError|TimeoutError/) }),
    );
    await failed;
    expect(await readdir(join(dataDir, "postgres")).catch(() => [])).not.toContain("postmaster.pid");
  }
  await start(dataDir);
});

test("a process id that another program has by now does not keep Postgres from starting", async () => {
  const dataDir = await usedDirectory();
  const first = await start(dataDir);
  await first.stop();
  const pidFile = join(dataDir, "postgres", "postmaster.pid");
  await writeFile(pidFile, `${process.pid}\n${join(dataDir, "postgres")}\n1\n1\n\n127.0.0.1\n`);
  const second = await start(dataDir);
  expect(second.adopted).toBe(false);
});

test("takes another port when its own was given away meanwhile, and keeps that one", async () => {
  const dataDir = await usedDirectory();
  const first = await start(dataDir);
  const port = Number(new URL(first.connectionString).port);
  await first.stop();
  const squatter = createServer().listen(port, "127.0.0.1");
  await once(squatter, "listening");
  cleanUp.push(async () => squatter.close());
  const second = await start(dataDir);
  expect(new URL(second.connectionString).port).not.toBe(String(port));
  expect(await readFile(join(dataDir, "postgres.port"), "utf8")).toBe(
    `${new URL(second.connectionString).port}\n`,
  );
});

test("a first start that was killed half-way is made anew, a damaged database is never", async () => {
  const dataDir = await dataDirectory();
  await mkdir(join(dataDir, "postgres.new", "cluster"), { recursive: true });
  await writeFile(join(dataDir, "postgres.new", "cluster", "PG_VERSION"), "18\n");
  await (await start(dataDir)).stop();
  await rm(join(dataDir, "postgres", "PG_VERSION"));
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
    code: "postgres_start_failed",
    problem: expect.stringContaining("damaged"),
  });
  expect(await readdir(join(dataDir, "postgres"))).toContain("base");
});

test("a data directory that cannot be written to is named, with what to do", async () => {
  const dataDir = await dataDirectory();
  await writeFile(dataDir, "a file, not a directory");
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
    code: "data_directory_not_writable",
    message: expect.stringMatching(/^The data directory .* cannot be written to .*\n.*PATCHOPS_DATA_DIR/),
  });
});

test("a place that can hold no directory is named at once", async () => {
  if (process.platform !== "linux") return;
  const refusal = { code: "data_directory_not_writable", problem: expect.stringContaining("/proc/nope") };
  await expect(startEmbeddedPostgres({ dataDir: "/proc/nope" })).rejects.toMatchObject(refusal);
  await expect(lockDataDirectory("/proc/nope/below")).rejects.toMatchObject(refusal);
});
