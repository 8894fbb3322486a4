import { countEverythingProcesses, startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { callTool, listTools } from "../tool/index.ts";
import {
  addConnection,
  getConnection,
  removeConnection,
  startConnectionMonitor,
  updateConnection,
} from "./index.ts";

const { services } = await openLiveServices({ isStdioAllowed: true });
const interval = { intervalMs: 100 };
const monitor = startConnectionMonitor(services, interval);
const steady = await startMcpFixture();
afterAll(async () => {
  await monitor.stop();
  await steady.close();
});
const { signal } = new AbortController();

/** What the monitor would find out after 20 s of silence, it is asked now. */
const askNow = (...ids: string[]) =>
  services.database.system
    .updateTable("connections")
    .set({ nextAttemptAt: new Date(0).toISOString() })
    .where("id", "in", ids)
    .execute();

test("a server that stopped shows as unreachable and comes back by itself; its neighbor stays ready", {
  timeout: 60_000,
}, async () => {
  const { context } = await testPerson(services, "watched");
  const first = await startMcpFixture({ tools: [{ name: "echo" }] });
  const { id } = await addConnection(context, { name: "falls", target: { kind: "http", url: first.url } });
  const neighbor = await addConnection(context, {
    name: "stands",
    target: { kind: "http", url: steady.url },
  });
  const gone = await addConnection(context, { name: "gone", target: { kind: "http", url: steady.url } });
  await removeConnection(context, { connection: gone.id });
  const resting = await addConnection(context, { name: "rests", target: { kind: "http", url: steady.url } });
  await updateConnection(context, { connection: resting.id, isPaused: true });
  const statusOf = async (connection: string) => (await getConnection(context, { connection })).status;
  const all = [id, neighbor.id, resting.id];
  await first.close();
  await askNow(...all);
  await expect.poll(() => statusOf(id)).toBe("unreachable");
  expect(await listTools(context, { connection: id })).toHaveLength(1);
  expect((await getConnection(context, { connection: id })).nextAttemptAt).not.toBeNull();
  const again = await startMcpFixture({ port: first.port, tools: [{ name: "echo" }, { name: "fresh" }] });
  await askNow(...all);
  await expect.poll(() => statusOf(id)).toBe("ready");
  expect(await listTools(context, { connection: id })).toHaveLength(2);
  expect([await statusOf(neighbor.id), await statusOf(resting.id)]).toEqual(["ready", "paused"]);
  await again.close();
});

test("a server that says its tools changed is read again", async () => {
  const { context } = await testPerson(services, "changing");
  const server = await startMcpFixture({ tools: [{ name: "one" }] });
  await addConnection(context, { name: "c", target: { kind: "http", url: server.url } });
  await callTool(context, { tool: { name: "c_one" }, arguments: {}, argumentsBytes: 2, signal });
  await expect.poll(() => server.requests.some(({ httpMethod }) => httpMethod === "GET")).toBe(true);
  // The standing stream may still be opening when it is announced the first time.
  await expect
    .poll(
      async () => {
        server.setTools([{ name: "one" }, { name: "two" }]);
        return (await listTools(context, {})).map(({ name }) => name);
      },
      { interval: 200 },
    )
    .toEqual(["c_one", "c_two"]);
  await server.close();
});

test("a process is pinged while it is in use, and none is started just to look", {
  timeout: 60_000,
}, async () => {
  const { context } = await testPerson(services, "piped");
  const { command, args, pids, remove } = await countEverythingProcesses();
  afterAll(remove);
  const { id, statusAt } = await addConnection(context, {
    name: "piped",
    target: { kind: "stdio", command, args, environment: {} },
  });
  const marker = await addConnection(context, { name: "marker", target: { kind: "http", url: steady.url } });
  const seen = async (connection: string, after: string) =>
    expect
      .poll(async () => (await getConnection(context, { connection })).statusAt > after, { timeout: 30_000 })
      .toBe(true);
  /** A round that asks of both is over when the marker was examined. */
  const round = async () => {
    const before = (await getConnection(context, { connection: marker.id })).statusAt;
    await askNow(id, marker.id);
    await seen(marker.id, before);
  };
  expect(await pids()).toHaveLength(1);

  // Nobody uses it: the process of the connect report has ended, and stays the only one.
  await round();
  expect(await pids()).toHaveLength(1);
  expect((await getConnection(context, { connection: id })).statusAt).toBe(statusAt);

  const echo = { tool: { name: "piped_echo" }, arguments: { message: "x" }, argumentsBytes: 15, signal };
  await callTool(context, echo);
  for (let times = 0; times < 3; times += 1) {
    const before = (await getConnection(context, { connection: id })).statusAt;
    await askNow(id);
    await seen(id, before);
  }
  expect(await pids()).toHaveLength(2);

  // Its end is a failure, which one examination clears up.
  const before = (await getConnection(context, { connection: id })).statusAt;
  process.kill((await pids())[1] ?? 0, "SIGKILL");
  await expect
    .poll(
      async () => {
        await askNow(id);
        return (await pids()).length;
      },
      { timeout: 30_000 },
    )
    .toBe(3);
  await seen(id, before);
  await round();
  expect(await pids()).toHaveLength(3);
  expect((await getConnection(context, { connection: id })).status).toBe("ready");
});

test("an HTTP server that says when its tools change is only pinged while a session is open", async () => {
  const { context } = await testPerson(services, "pinged");
  const server = await startMcpFixture();
  const { id } = await addConnection(context, { name: "p", target: { kind: "http", url: server.url } });
  await callTool(context, { tool: { name: "p_echo" }, arguments: {}, argumentsBytes: 2, signal });
  const methods = () => server.requests.map(({ method }) => method);
  const opened = methods().filter((method) => method === "initialize").length;
  await askNow(id);
  await expect.poll(() => methods().includes("ping")).toBe(true);
  await expect.poll(async () => (await getConnection(context, { connection: id })).nextAttemptAt).toBeNull();
  expect(methods().filter((method) => method === "initialize")).toHaveLength(opened);

  server.behave({ kind: "status", status: 500 });
  await askNow(id);
  await expect
    .poll(async () => (await getConnection(context, { connection: id })).status)
    .toBe("unreachable");
  await server.close();
});

test("stopping leaves the status of what was being examined as it was", async () => {
  const { context } = await testPerson(services, "stopped");
  const server = await startMcpFixture();
  const { id } = await addConnection(context, { target: { kind: "http", url: server.url } });
  const own = startConnectionMonitor(services, interval);
  server.behave({ kind: "hang" }, "tools/list");
  const before = server.requests.length;
  await askNow(id);
  await expect
    .poll(() => server.requests.slice(before).some(({ method }) => method === "tools/list"))
    .toBe(true);
  await Promise.all([own.stop(), monitor.stop()]);
  await server.close();
  expect((await getConnection(context, { connection: id })).status).toBe("ready");
});
