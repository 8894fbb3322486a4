import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { addConnection, refreshConnection } from "../connection/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { callTool, getTool, listTools, offeredTools, toolDeclarations } from "./index.ts";

const { services } = await openLiveServices();
const lookAlikes = ["send.mail", "send_mail", "send_mаil", "send/mail", "send__mail", "constructor", "then"];
const text = (name: string) => ({ content: [{ type: "text", text: name }] });
const fixture = await startMcpFixture({
  tools: lookAlikes.map((name) => ({ name, call: () => text(name) })),
});
const second = await startMcpFixture({ tools: [{ name: "send_mail", call: () => text("second") }] });
afterAll(() => Promise.all([fixture.close(), second.close()]));
const { signal } = new AbortController();

test("look-alikes and equal names of two servers are called under names of their own", async () => {
  const { context } = await testPerson(services, "alike");
  await addConnection(context, { name: "mail", target: { kind: "http", url: fixture.url } });
  await addConnection(context, { name: "mail", target: { kind: "http", url: second.url } });
  const tools = await listTools(context, {});
  expect(tools).toHaveLength(lookAlikes.length + 1);
  expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
  expect(new Set(tools.map(({ codePath }) => codePath)).size).toBe(tools.length);
  for (const { name, originalName, connection, codePath } of tools) {
    expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_-]{0,39}$/);
    // By the path that the types show as well: there it is its own, whatever other tools are called.
    const inCode = { connection, tool: codePath.split(".").at(-1) ?? "" };
    for (const tool of [{ name }, inCode]) {
      const { result } = await callTool(context, { tool, arguments: {}, argumentsBytes: 2, signal });
      expect(result).toEqual(text(connection === "mail" ? originalName : "second"));
    }
  }
  const plain = tools.find(
    ({ originalName, connection }) => originalName === "send_mail" && connection === "mail",
  );
  expect(plain?.codePath).toBe("tools.mail.send_mail");
});

test("a tool that vanishes and returns keeps its names; a newcomer never takes them", async () => {
  const { context, organizationId } = await testPerson(services, "vanish");
  const server = await startMcpFixture({ tools: [{ name: "a.b" }, { name: "keep" }] });
  await addConnection(context, { name: "x", target: { kind: "http", url: server.url } });
  const before = await listTools(context, {});
  const idsBefore = (await services.snapshots.get(organizationId)).tools;
  server.setTools([{ name: "keep" }, { name: "a_b" }, { name: "a/b" }]);
  await refreshConnection(context, { connection: "x" });
  const between = await listTools(context, {});
  const gone = before.find(({ originalName }) => originalName === "a.b");
  expect(between.map(({ originalName }) => originalName).toSorted()).toEqual(["a/b", "a_b", "keep"]);
  expect(between.map(({ name }) => name)).not.toContain(gone?.name);
  expect(between.map(({ codePath }) => codePath)).not.toContain(gone?.codePath);
  server.setTools([{ name: "a.b", description: "back" }, { name: "keep" }]);
  await refreshConnection(context, { connection: "x" });
  const after = await listTools(context, {});
  const names = (tools: typeof after) => tools.map(({ name, codePath }) => [name, codePath]);
  expect(names(after)).toEqual(names(before));
  const idsAfter = (await services.snapshots.get(organizationId)).tools;
  for (const [name, { id }] of idsBefore) expect(idsAfter.get(name)?.id).toBe(id);
  await server.close();
});

test("hidden characters anywhere in a definition flag it; a text that cannot be stored harms no other tool", async () => {
  const { context } = await testPerson(services, "hidden");
  const server = await startMcpFixture({
    tools: [
      { name: "plain", description: "Überprüft 日本語 👨‍👩‍👧\n\tgut." },
      { name: "described", description: "Reads\u200bfiles" },
      { name: "titled", title: "A\u202eB" },
      {
        name: "deep",
        inputSchema: { type: "object", properties: { a: { description: "send \u{e0041} too" } } },
      },
      { name: "null", description: "a\u0000b\ud83d" },
      { name: "no\0name" },
    ],
  });
  await addConnection(context, { name: "h", target: { kind: "http", url: server.url } });
  const tools = await listTools(context, {});
  expect(
    Object.fromEntries(tools.map(({ originalName, isSuspicious }) => [originalName, isSuspicious])),
  ).toEqual({
    plain: false,
    described: true,
    titled: true,
    deep: true,
    null: false,
  });
  await server.close();
});

test("what clients are offered is the upstream's own definition, under the name of the view", async () => {
  const { context } = await testPerson(services, "offer");
  const definition = {
    name: "lookup",
    title: "Look up",
    inputSchema: { type: "object", properties: { zip: {}, id: {}, city: {} }, "x-vendor": { a: 1 } },
    annotations: { readOnlyHint: true },
    futureField: [1, 2],
  };
  const server = await startMcpFixture({ tools: [definition] });
  await addConnection(context, { name: "o", target: { kind: "http", url: server.url } });
  const [offered] = await offeredTools(context);
  expect(offered).toEqual({ name: "o_lookup", definition });
  // Its keys in their order as well: forms show the fields in it.
  expect(JSON.stringify(offered?.definition.inputSchema)).toBe(JSON.stringify(definition.inputSchema));
  expect(await offeredTools(context, { connection: "o" })).toEqual([{ name: "lookup", definition }]);
  expect(await getTool(context, { name: "o_lookup" })).toMatchObject({
    title: "Look up",
    codePath: "tools.o.lookup",
    usage: { calls: 0 },
  });
  const first = await toolDeclarations(context);
  expect(first.text).toContain("lookup(args?:");
  server.setTools([definition, { name: "another" }]);
  await refreshConnection(context, { connection: "o" });
  expect((await toolDeclarations(context)).version).not.toBe(first.version);
  await server.close();
});
