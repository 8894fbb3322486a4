import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { recordRefusedAttempt } from "../admin/index.ts";
import { addConnection } from "../connection/index.ts";
import { startExecution } from "../execution/index.ts";
import { visitPromptSession } from "../promptsession/visit.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { asApiKey, testPerson } from "../testing/people.ts";
import { callTool } from "../tool/index.ts";
import { setupStatus } from "./index.ts";

const { services } = await openLiveServices();
const fixture = await startMcpFixture();
afterAll(() => fixture.close());

test("each fact appears when it has happened, and only in the organization where it did", async () => {
  const { context } = await testPerson(services, "starter");
  const neighbor = await testPerson(services, "neighbor");
  expect(await setupStatus(context)).toEqual({
    mcpUrl: "http://127.0.0.1:3000/mcp",
    connections: { ready: 0, total: 0, hasDemo: false },
    client: null,
    refused: [],
    lastCall: null,
    execution: null,
  });
  await addConnection(context, { target: { kind: "demo" } });
  await addConnection(context, {
    target: { kind: "http", url: "http://127.0.0.1:9/" },
    onFailure: "keep",
  });
  const visit = { ...context, client: { name: "Dashboard", version: null } };
  const { executionId, finished } = await startExecution(visit, {
    code: "await tools.demo.none({}).catch(() => null); return await tools.demo.add({ a: 1, b: 1 })",
  });
  await finished;
  const { callId } = await callTool(context, {
    tool: { name: "demo_add" },
    arguments: { a: 1, b: 2 },
    argumentsBytes: 13,
    signal: new AbortController().signal,
  });
  await services.meter.flush();
  expect(await setupStatus(context)).toMatchObject({
    connections: { ready: 1, total: 2, hasDemo: true },
    client: null,
    lastCall: { id: callId },
    execution: { executionId },
  });
  const lost = callTool(context, {
    ...{ tool: { name: "demo_lost" }, arguments: {}, argumentsBytes: 2 },
    signal: new AbortController().signal,
  });
  await expect(lost).rejects.toThrow();
  const client = { name: "Editor", version: "2" };
  const visitor = { via: "mcp" as const, endpoint: "/mcp", protocolVersion: null, capabilities: {} };
  await visitPromptSession(context, { ...visitor, client });
  await services.meter.flush();
  expect(await setupStatus(context)).toMatchObject({ client, lastCall: { id: callId } });
  expect(await setupStatus(asApiKey(context, ["tools:read"]))).toMatchObject({
    lastCall: null,
    execution: { executionId },
  });
  expect(await setupStatus(neighbor.context)).toMatchObject({
    connections: { total: 0 },
    lastCall: null,
    execution: null,
  });
});

test("refused attempts are shown to their own address alone", async () => {
  const { context } = await testPerson(services, "addressed");
  for (const address of ["203.0.113.7", "203.0.113.8"]) {
    await recordRefusedAttempt(services, {
      address,
      userAgent: "test",
      endpoint: "/mcp",
      reason: "unknown_key",
    });
  }
  const own = await setupStatus({ ...context, address: "203.0.113.7" });
  expect(own.refused).toMatchObject([{ endpoint: "/mcp", reason: "unknown_key" }]);
  expect((await setupStatus({ ...context, address: "203.0.113.9" })).refused).toEqual([]);
  expect((await setupStatus({ ...context, address: null })).refused).toEqual([]);
});
