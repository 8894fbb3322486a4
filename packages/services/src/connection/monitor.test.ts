import { startMcpFixture } from "@patchops/testing";
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

const { services } = await openLiveServices();
const monitor = startConnectionMonitor(services);
const steady = await startMcpFixture();
afterAll(async () => {
  await monitor.stop();
  await steady.close();
});
const { signal } = new AbortController();

test("a server that stopped shows as unreachable and comes back by itself; its neighbor stays ready", {
  timeout: 60_000,
}, async () => {
  const { context } = await testPerson(services, "watched");
  const first = await startMcpFixture();
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
  // What the monitor would find out after 20 s of silence, it is asked now.
  const askNow = () =>
    services.database.system
      .updateTable("connections")
      .set({ nextAttemptAt: new Date(0).toISOString() })
      .where("id", "in", [id, neighbor.id, resting.id])
      .execute();
  await first.close();
  await askNow();
  await expect.poll(() => statusOf(id), { timeout: 15_000 }).toBe("unreachable");
  expect(await listTools(context, { connection: id })).toHaveLength(1);
  expect((await getConnection(context, { connection: id })).nextAttemptAt).not.toBeNull();
  const again = await startMcpFixture({ port: first.port, tools: [{ name: "echo" }, { name: "fresh" }] });
  await askNow();
  await expect.poll(() => statusOf(id), { timeout: 15_000 }).toBe("ready");
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
      { interval: 200, timeout: 10_000 },
    )
    .toEqual(["c_one", "c_two"]);
  await server.close();
});

test("stopping leaves the status of what was being examined as it was", async () => {
  const { context } = await testPerson(services, "stopped");
  const server = await startMcpFixture();
  const { id } = await addConnection(context, { target: { kind: "http", url: server.url } });
  const own = startConnectionMonitor(services);
  server.behave({ kind: "hang" }, "tools/list");
  const before = server.requests.length;
  await services.database.system
    .updateTable("connections")
    .set({ nextAttemptAt: new Date(0).toISOString() })
    .where("id", "=", id)
    .execute();
  await expect
    .poll(() => server.requests.slice(before).some(({ method }) => method === "tools/list"), {
      timeout: 15_000,
    })
    .toBe(true);
  await Promise.all([own.stop(), monitor.stop()]);
  await server.close();
  expect((await getConnection(context, { connection: id })).status).toBe("ready");
});
