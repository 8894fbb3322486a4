import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockDataDirectory } from "@patchops/db";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { startServer } from "./start.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "patchops-start-"));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const log = pino({ level: "silent" });

/** Why a start fails. */
async function refusal(environment: Record<string, string>): Promise<string> {
  const config = readConfig({ PORT: "0", ...environment });
  const started = await startServer(config, { log }).catch((error: unknown) => error);
  if (started instanceof Error) return started.message;
  throw new Error("the server started");
}

const twoLines = /^[^\n]+\n[^\n]+$/;

describe("startServer", () => {
  it("names a port that is taken, and another", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const message = await refusal({ PORT: String(port), PATCHOPS_DATA_DIR: join(directory, "a") });
    taken.close();
    expect(message).toMatch(twoLines);
    expect(message).toContain(`Port ${port} is taken.`);
    expect(message).toContain(`PORT=${port + 1}`);
  });

  it("says that a data directory is a file", async () => {
    const file = join(directory, "file");
    await writeFile(file, "");
    expect(await refusal({ PATCHOPS_DATA_DIR: file })).toMatch(twoLines);
  });

  it("says that a data directory is in use", async () => {
    const dataDir = join(directory, "used");
    const lock = await lockDataDirectory(dataDir);
    try {
      expect(await refusal({ PATCHOPS_DATA_DIR: dataDir })).toMatch(twoLines);
    } finally {
      await lock.release();
    }
  });

  it("says that a master key is damaged, and how to go on", async () => {
    const setting = await refusal({
      PATCHOPS_DATA_DIR: join(directory, "b"),
      PATCHOPS_MASTER_KEY: "broken-key-text",
    });
    expect(setting).toMatch(twoLines);
    expect(setting).not.toContain("broken-key-text");

    const dataDir = join(directory, "c");
    await mkdir(dataDir, { mode: 0o700 });
    await writeFile(join(dataDir, "master.key"), "broken-key-text\n", { mode: 0o600 });
    const file = await refusal({ PATCHOPS_DATA_DIR: dataDir });
    expect(file).toMatch(twoLines);
    expect(file).toContain("master.key");
    expect(file).not.toContain("broken-key-text");
  });

  it("makes no new master key beside a database whose own is missing or another", async () => {
    const dataDir = join(directory, "keyless");
    const keyFile = join(dataDir, "master.key");
    const first = await startServer(readConfig({ PORT: "0", PATCHOPS_DATA_DIR: dataDir }), {
      log,
    });
    await first.stop();

    await rm(keyFile);
    const missing = await refusal({ PATCHOPS_DATA_DIR: dataDir });
    expect(missing).toMatch(twoLines);
    expect(missing).toContain(`${keyFile}, is missing`);
    expect(await readdir(dataDir)).not.toContain("master.key");
    expect(await refusal({ PATCHOPS_DATA_DIR: dataDir, PATCHOPS_MASTER_KEY: "11".repeat(32) })).toContain(
      "not the one",
    );
  }, 60_000);

  it("says at once that a data directory can be no place for files", async () => {
    if (process.platform !== "linux") return;
    const message = await refusal({ PATCHOPS_DATA_DIR: "/proc/nope" });
    expect(message).toMatch(twoLines);
    expect(message).toContain("/proc/nope");
  });
});
