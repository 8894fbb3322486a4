import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { waitFor } from "@patchops/testing";
import { expect, it, onTestFinished } from "vitest";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";

const owner = fileURLToPath(new URL("../testing/stdio-owner.ts", import.meta.url));
const server = fileURLToPath(new URL("../testing/stdio-server.ts", import.meta.url));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The command lines of all processes; by /proc where there is one, since small systems have no `ps`. */
async function commandLines(): Promise<string[]> {
  if (process.platform !== "linux") {
    return (await promisify(execFile)("ps", ["-A", "-o", "args"])).stdout.split("\n");
  }
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map((pid) =>
      readFile(`/proc/${pid}/cmdline`, "utf8").then(
        (text) => text.replaceAll("\0", " ").trim(),
        () => "",
      ),
    ),
  );
}

const guardsOf = async (pid: number) =>
  (await commandLines()).filter((line) => line.endsWith(`patchops-guard ${pid}`));

it("servers that ignore the end of their input and SIGTERM die with a process that is killed by -9, and so do their children", async () => {
  const killed = fork(owner, [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  onTestFinished(() => void killed.kill("SIGKILL"));
  const [pids] = (await once(killed, "message")) as [number[]];
  expect(pids).toHaveLength(4);
  onTestFinished(() => {
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  expect(pids.map(isAlive)).toEqual([true, true, true, true]);
  const [stubborn = 0, , deaf = 0] = pids;
  expect([await guardsOf(stubborn), await guardsOf(deaf)].map(({ length }) => length)).toEqual([1, 1]);

  killed.kill("SIGKILL");
  await waitFor(() => !pids.some(isAlive));
  await waitFor(async () => (await guardsOf(stubborn)).length + (await guardsOf(deaf)).length === 0, {
    timeoutMs: 5_000,
  });
}, 30_000);

it("a connection that is closed leaves neither processes nor their guards", async () => {
  const upstreams = openTestUpstreams();
  const target = testTarget({ kind: "stdio", command: process.execPath, args: [server], env: {} });
  const call = async (name: string) =>
    Number(
      (await upstreams.request(target, { method: "tools/call", params: { name, arguments: {} } })).result.pid,
    );
  const [pid, child] = [await call("pid"), await call("spawn")];
  expect(await guardsOf(pid)).toHaveLength(1);
  upstreams.forget("connection");
  await waitFor(() => !isAlive(pid) && !isAlive(child));
  await waitFor(async () => (await guardsOf(pid)).length === 0);
});

it("a server that ends by itself takes its guard along", async () => {
  const upstreams = openTestUpstreams();
  const target = testTarget({ kind: "stdio", command: process.execPath, args: [server], env: {} });
  const pid = Number(
    (await upstreams.request(target, { method: "tools/call", params: { name: "pid", arguments: {} } })).result
      .pid,
  );
  await upstreams
    .request(target, { method: "tools/call", params: { name: "exit", arguments: {} } })
    .catch(() => undefined);
  await waitFor(async () => (await guardsOf(pid)).length === 0);
});
