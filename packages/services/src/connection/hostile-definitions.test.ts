import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import type { Context } from "../context.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { getTool, listTools, offeredTools, toolDeclarations } from "../tool/index.ts";
import { addConnection, refreshConnection } from "./index.ts";

const { services } = await openLiveServices();

/** A server whose list of tools is a text made beforehand: making it is no work of ours. */
async function offering(tools: readonly object[]): Promise<string> {
  const list = JSON.stringify(tools);
  const server = createServer(async (request, response) => {
    if (request.method !== "POST") return response.writeHead(405).end();
    const message = (await json(request)) as { id?: number; method?: string };
    if (message.id === undefined) return response.writeHead(202).end();
    const result =
      message.method === "initialize"
        ? `{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"x","version":"1"}}`
        : `{"tools":${list}}`;
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(`{"jsonrpc":"2.0","id":${message.id},"result":${result}}`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

/** The longest work of this thread between two turns of its event loop; other processes' work does not count. */
async function longestStallMs(work: () => Promise<unknown>): Promise<number> {
  const usedMs = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let last = usedMs();
  let longest = 0;
  let isOver = false;
  const turn = () => {
    const now = usedMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  turn();
  isOver = true;
  return longest;
}

/** What this thread needs for reading 4 MB of JSON, which cannot be divided; some 25 ms where nothing else is done. */
async function readingMs(): Promise<number> {
  const text = JSON.stringify(hostile(wide(4_000_000)));
  return longestStallMs(async () => void JSON.parse(text));
}

const wide = (sizeBytes: number) => ({
  type: "object",
  properties: Object.fromEntries(
    Array.from({ length: Math.floor(sizeBytes / 100) }, (_, index) => [
      `property-${index}`.padEnd(24, "x"),
      { type: "string", description: "d".repeat(34) },
    ]),
  ),
});
const loop = {
  type: "object",
  properties: { again: { $ref: "#" }, a: { $ref: "#/$defs/b" } },
  $defs: { b: { $ref: "#/$defs/c" }, c: { anyOf: [{ $ref: "#/$defs/b" }, { $ref: "#" }] } },
};
const many = (name: string) =>
  Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, { $ref: `#/$defs/${name}` }]));
const bomb = {
  type: "object",
  properties: many("a"),
  $defs: {
    a: { type: "object", properties: many("b") },
    b: { type: "object", properties: many("c") },
    c: { type: "object", properties: many("a") },
  },
};
const catastrophic = {
  type: "object",
  properties: { text: { type: "string", pattern: "^(a+)+$", default: `${"a".repeat(40)}!` } },
  patternProperties: { "^(([a-z])+.)+[A-Z]([a-z])+$": { type: "string" } },
};
const hostile = (inputSchema: object) => [{ name: "hostile", inputSchema }, { name: "plain" }];

/** The steps with a server's tools that keep the thread too long, each with the milliseconds. */
async function stallsOf(
  context: Context,
  target: { kind: "http"; url: string },
): Promise<Record<string, number>> {
  const stalls: Record<string, number> = {};
  for (const [step, work] of Object.entries({
    add: () => addConnection(context, { name: "h", target, onFailure: "keep" }),
    refresh: () => refreshConnection(context, { connection: "h" }),
    list: () => listTools(context, {}),
    get: () => getTool(context, { name: "h_hostile" }).catch(() => undefined),
    offer: () => offeredTools(context),
    declare: () => toolDeclarations(context),
  })) {
    const longestMs = await longestStallMs(work);
    // Processor time, too, is worth less where others use the same caches and memory.
    if (longestMs > 100 && longestMs > 4 * (await readingMs())) stalls[step] = longestMs;
  }
  return stalls;
}

test.each([
  { what: "a schema of 10 MB", tools: hostile(wide(10_000_000)), status: "unreachable", names: [] },
  { what: "a schema of 3.9 MB", tools: hostile(wide(3_900_000)), status: "ready", names: ["plain"] },
  {
    what: "15 schemas of 250 kB",
    tools: Array.from({ length: 15 }, (_, index) => ({ name: `t${index}`, inputSchema: wide(250_000) })),
    status: "ready",
    names: Array.from({ length: 15 }, (_, index) => `t${index}`).sort(),
  },
  {
    what: "a schema that refers to itself",
    tools: hostile(loop),
    status: "ready",
    names: ["hostile", "plain"],
  },
  { what: "references that multiply", tools: hostile(bomb), status: "ready", names: ["hostile", "plain"] },
  {
    what: "a catastrophic regular expression",
    tools: hostile(catastrophic),
    status: "ready",
    names: ["hostile", "plain"],
  },
])(
  "$what stalls nobody for more than 100 ms (S33)",
  { timeout: 60_000 },
  async ({ what, tools, status, names }) => {
    const person = what.toLowerCase().replaceAll(/\W+/g, "-");
    const target = { kind: "http" as const, url: await offering(tools) };
    let { context } = await testPerson(services, person);
    let stalls = await stallsOf(context, target);
    // What the code does it does each time; what a busy machine adds, it does not.
    for (let again = 1; again < 3 && Object.keys(stalls).length > 0; again += 1) {
      ({ context } = await testPerson(services, `${person}-${again}`));
      const others = await stallsOf(context, target);
      stalls = Object.fromEntries(Object.entries(stalls).filter(([step]) => step in others));
    }
    expect(stalls).toEqual({});
    expect((await refreshConnection(context, { connection: "h" })).status).toBe(status);
    expect((await listTools(context, {})).map(({ originalName }) => originalName).sort()).toEqual(names);
  },
);

test("the report says what was left out for its size", async () => {
  const { context } = await testPerson(services, "left-out");
  const url = await offering(hostile(wide(300_000)));
  const { report } = await addConnection(context, { target: { kind: "http", url } });
  expect(report.find(({ step }) => step === "tools")?.detail).toBe(
    "1 tool. 1 left out: larger than 256 KiB.",
  );
});
