import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockDataDirectory } from "./lock-data-directory.ts";

let dataDir = "";
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "patchops lock "));
});
afterAll(() => rm(dataDir, { recursive: true }));

/** Writes a lock as another process would have left it. */
async function holdAs(holder: string): Promise<void> {
  await writeFile(join(dataDir, "server.lock", "1000"), holder);
}

test("is held by one, and free again once released", async () => {
  const lock = await lockDataDirectory(dataDir);
  await expect(lockDataDirectory(dataDir)).rejects.toMatchObject({
    code: "data_directory_in_use",
    message: expect.stringContaining(`(process ${process.pid})`),
  });
  await lock.release();
  await (await lockDataDirectory(dataDir)).release();
  expect(await readdir(join(dataDir, "server.lock"))).toHaveLength(1);
});

test("is refused while another process holds it, and taken over after its kill -9", async () => {
  const module = fileURLToPath(new URL("./lock-data-directory.ts", import.meta.url));
  const program = `
    import { lockDataDirectory } from ${JSON.stringify(module)};
    await lockDataDirectory(${JSON.stringify(dataDir)});
    console.log("held");
    setInterval(() => {}, 1000);
  `;
  const holder = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  await expect(lockDataDirectory(dataDir)).rejects.toMatchObject({ code: "data_directory_in_use" });
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await (await lockDataDirectory(dataDir)).release();
});

test("one of many wins a stale lock", async () => {
  await holdAs("999999999 1\n");
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataDirectory(dataDir)));
  const won = tries.filter(({ status }) => status === "fulfilled");
  expect(won).toHaveLength(1);
  for (const attempt of tries) if (attempt.status === "fulfilled") await attempt.value.release();
  expect(await readdir(join(dataDir, "server.lock"))).toHaveLength(1);
});

test("is not held by a program that got the process id of a killed one", async () => {
  await holdAs(`${process.pid} 1\n`);
  await (await lockDataDirectory(dataDir)).release();
});
