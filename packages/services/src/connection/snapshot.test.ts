import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { callTool, listTools } from "../tool/index.ts";
import { addConnection, refreshConnection, removeConnection, updateConnection } from "./index.ts";

const { services, otherNode } = await openLiveServices();
const fixture = await startMcpFixture();
const other = await otherNode();
afterAll(() => fixture.close());
const target = { kind: "http" as const, url: fixture.url };
const { signal } = new AbortController();
const call = { tool: { name: "s_echo" }, arguments: {}, argumentsBytes: 2, signal };

test("a change is seen at once on its node and within 5 s on the others", async () => {
  const { context } = await testPerson(services, "seen");
  const there = { ...context, services: other };
  expect(await listTools(there, {})).toEqual([]);
  await addConnection(context, { name: "s", target });
  expect(await listTools(context, {})).toHaveLength(1);
  await expect.poll(() => listTools(there, {}), { timeout: 5_000 }).toHaveLength(1);
  await callTool(there, call);
  await updateConnection(context, { connection: "s", isPaused: true });
  await expect(callTool(context, call)).rejects.toMatchObject({ code: "connection_paused" });
  await expect
    .poll(() => callTool(there, call).catch(({ code }) => code), { timeout: 5_000 })
    .toBe("connection_paused");
  await removeConnection(context, { connection: "s" });
  await expect(callTool(context, call)).rejects.toMatchObject({ code: "unknown_tool" });
  await expect.poll(() => listTools(there, {}), { timeout: 5_000 }).toEqual([]);
});

test("an examination that finds nothing new wakes nobody", async () => {
  const { context, organizationId } = await testPerson(services, "quiet");
  await addConnection(context, { name: "q", target });
  let woken = 0;
  const before = await services.snapshots.get(organizationId);
  await expect
    .poll(async () => services.snapshots.get(organizationId).then((now) => now === before))
    .toBe(true);
  const stop = services.snapshots.onChange(organizationId, () => {
    woken += 1;
  });
  await refreshConnection(context, { connection: "q" });
  await refreshConnection(context, { connection: "q" });
  // A change of another organization travels the same way: once it has arrived, ours would have, too.
  const witness = await testPerson(services, "witness");
  await new Promise<void>((resolve) => {
    services.snapshots.onChange(witness.organizationId, resolve);
    void services.snapshots.change(witness.organizationId, async () => undefined);
  });
  expect(woken).toBe(0);
  fixture.setTools([{ name: "echo" }, { name: "more" }]);
  await refreshConnection(context, { connection: "q" });
  await expect.poll(() => woken).toBe(1);
  stop();
});
