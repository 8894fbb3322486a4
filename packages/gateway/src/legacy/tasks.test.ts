import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema, ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { createProfile } from "@patchops/services";
import { startFullServer } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { openRawClient } from "../testing/raw-client.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const upstreams = [await startFullServer("legacy"), await startFullServer("legacy")];
afterAll(() => Promise.all(upstreams.map((upstream) => upstream.close())));
for (const [at, { url }] of upstreams.entries()) await ada.connect(url, `full${at}`);

const client = new Client({ name: "tasks", version: "1" }, { capabilities: { elicitation: {}, tasks: {} } });
const asked: unknown[] = [];
client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
  asked.push(params._meta);
  return { action: "accept", content: { confirm: true } };
});
const headers = { authorization: `Bearer ${ada.apiKey}` };
const transport = new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), {
  requestInit: { headers },
});
// The transport's optional fields are written in another way than exactOptionalPropertyTypes wants them.
await client.connect(transport as Parameters<Client["connect"]>[0]);
await client.listTools();
afterAll(() => client.close());
const { tasks } = client.experimental;
const task = { ttl: 60_000 };

test("a call goes on as a task of the server that was called, under an id that says so, and may ask", async () => {
  const request = { name: "full1_confirm_delete", arguments: { filename: "a.txt" } };
  const stream = tasks.callToolStream(request, CallToolResultSchema, { task });
  const seen: string[] = [];
  let text: unknown;
  for await (const message of stream) {
    seen.push(message.type);
    if (message.type === "taskCreated") expect(message.task.taskId).toMatch(/^full1\./);
    if (message.type === "result") text = message.result.content;
  }
  expect(seen[0]).toBe("taskCreated");
  expect(text).toEqual([{ type: "text", text: "Deleted: true" }]);
  expect(asked).toMatchObject([
    { "io.modelcontextprotocol/related-task": { taskId: expect.stringMatching(/^full1\./) } },
  ]);
});

test("tasks of all servers are listed together, and cancelled where they run", async () => {
  const ids: string[] = [];
  for (const name of ["full0_slow_compute", "full1_slow_compute"]) {
    const stream = tasks.callToolStream({ name, arguments: { seconds: 600 } }, CallToolResultSchema, {
      task,
    });
    const first = await stream.next();
    ids.push(first.value?.type === "taskCreated" ? first.value.task.taskId : "");
  }
  const listed = (await tasks.listTasks()).tasks.map(({ taskId }) => taskId);
  expect(listed).toEqual(expect.arrayContaining(ids));
  for (const id of ids) expect(await tasks.cancelTask(id)).toMatchObject({ taskId: id, status: "cancelled" });
  await expect(tasks.getTask("nobody.1")).rejects.toMatchObject({ code: -32602 });
});

test("a profile of a single tool knows the tasks of its calls", async () => {
  await createProfile(ada.context, {
    name: "Slow",
    tools: [{ tool: "full1_slow_compute", isIncluded: true }],
  });
  const slow = await openRawClient(`${gateway.url}/mcp/p/slow`, { apiKey: ada.apiKey });
  const request = { name: "full1_slow_compute", arguments: { seconds: 600 }, task };
  const { json: started } = await slow.request("tools/call", request);
  const { taskId } = (started as { result: { task: { taskId: string } } }).result.task;
  const { json: listed } = await slow.request("tasks/list", {});
  expect(JSON.stringify(listed)).toContain(taskId);
  const { json: cancelled } = await slow.request("tasks/cancel", { taskId });
  expect(cancelled).toMatchObject({ result: { taskId, status: "cancelled" } });
});
