import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { CallToolResultSchema, ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { World } from "../world.ts";
import { createLegacyServer } from "./create-legacy-server.ts";

const client = new Client({ name: "tasks-test", version: "1.0.0" }, { capabilities: { elicitation: {} } });
const { tasks } = client.experimental;

beforeAll(async () => {
  const [near, far] = InMemoryTransport.createLinkedPair();
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: "accept", content: { confirm: true } }));
  await Promise.all([createLegacyServer(new World()).connect(far), client.connect(near)]);
  // The client lets tools be tasks that it has seen to support them.
  await client.listTools();
});
afterAll(() => client.close());

async function run(name: string, args: Record<string, unknown> = {}) {
  const seen: string[] = [];
  const stream = tasks.callToolStream({ name, arguments: args }, CallToolResultSchema, {
    task: { ttl: 60_000 },
  });
  for await (const message of stream) {
    seen.push(message.type);
    if (message.type === "result") return { seen, result: message.result };
    if (message.type === "error") return { seen, error: message.error };
  }
  return { seen };
}

test("a call goes on as a task and asks while its result is awaited", async () => {
  const { seen, result } = await run("confirm_delete", { filename: "a.txt" });
  expect(seen[0]).toBe("taskCreated");
  expect(result?.content).toEqual([{ type: "text", text: "Deleted: true" }]);
});

test("a tool's error is its result, an error of the protocol the task's", async () => {
  expect((await run("failing_job")).result).toMatchObject({ isError: true });
  expect((await run("protocol_error_job")).error?.message).toContain("failed");
  await expect(client.callTool({ name: "failing_job" })).rejects.toThrow("task");
});

test("a task is listed and cancelled", async () => {
  const stream = tasks.callToolStream(
    { name: "slow_compute", arguments: { seconds: 600 } },
    CallToolResultSchema,
    {
      task: { ttl: 60_000 },
    },
  );
  const first = await stream.next();
  const { taskId } = first.value?.type === "taskCreated" ? first.value.task : { taskId: "" };
  expect((await tasks.listTasks()).tasks.map((task) => task.taskId)).toContain(taskId);
  expect(await tasks.cancelTask(taskId)).toMatchObject({ status: "cancelled" });
  expect(await tasks.getTask(taskId)).toMatchObject({ status: "cancelled", pollInterval: 100 });
  await expect(tasks.cancelTask(taskId)).rejects.toThrow("cancelled already");
});
