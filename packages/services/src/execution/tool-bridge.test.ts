import { startFullServer } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { addConnection, updateConnection } from "../connection/index.ts";
import { createProfile } from "../profile/index.ts";
import { flushSessionEvents } from "../promptsession/index.ts";
import { openPrograms } from "./test-programs.ts";

const { services, programmer, run, rows } = await openPrograms();
const full = await startFullServer("legacy");
afterAll(() => full.close());

test("a failed call is a ToolError with its code, and hides what is the host's", async () => {
  const { context } = await programmer("failing");
  const caught = (call: string) =>
    `try { await ${call} } catch (error) {
      const { name, code, retryable, connection, tool, message, stack } = error;
      return { name, code, retryable, connection, tool, message, stack, isToolError: error instanceof ToolError };
    }`;
  const soft = await run(context, caught("tools.shop.refuse({})"));
  expect(soft.result).toMatchObject({
    name: "ToolError",
    code: "tool_error",
    retryable: false,
    connection: "shop",
    tool: "refuse",
    message: "no such order",
    isToolError: true,
  });
  expect(soft.calls).toMatchObject([{ state: "tool_error", error: { message: "no such order" } }]);
  const unknown = await run(context, caught("tools.shop.ad({})"));
  expect(unknown.result).toMatchObject({ code: "unknown_tool", connection: "shop", tool: "ad" });
  expect(unknown.calls).toMatchObject([{ tool: "ad", state: "refused" }]);
  const elsewhere = await run(context, "1;\nawait tools.shpo.add({})");
  expect(elsewhere.error).toMatchObject({
    code: "not_found",
    message: 'There is no connection named "shpo". Did you mean shop?',
    line: 2,
  });
  await updateConnection(context, { connection: "shop", isPaused: true });
  const paused = await run(context, caught("tools.shop.add({})"));
  expect(paused.result).toMatchObject({ code: "connection_paused" });
  expect(paused.calls).toMatchObject([{ state: "refused" }]);
  await updateConnection(context, { connection: "shop", isPaused: false });
  const uncaught = await run(context, "await tools.shop.refuse({})");
  expect(uncaught).toMatchObject({ status: "failed", error: { code: "tool_error", line: 1 } });
  expect(JSON.stringify([soft, unknown, paused, uncaught])).not.toMatch(
    /\/packages\/|node_modules|file:\/\/|(?<!program)\.ts:/,
  );
});

test("search and describe know the caller's tools alone", async () => {
  const { context } = await programmer("searcher");
  const found = await run(
    context,
    `const { path, types } = await tools.describe("shop_add"); return [await tools.search("add"), path, types]`,
  );
  expect(found.result).toEqual([
    [expect.objectContaining({ name: "shop_add", path: "tools.shop.add" })],
    "tools.shop.add",
    expect.stringMatching(/^declare const tools: \{\n {2}shop: \{\n[\s\S]* add\(args/),
  ]);
  await updateConnection(context, { connection: "shop", isPaused: true });
  expect((await run(context, `return await tools.search("add")`)).result).toEqual([]);
});

test("resources and prompts are read in the caller's profile, stand in the session's record, and are metered but count as no call", async () => {
  const { context, organizationId } = await programmer("reader");
  await addConnection(context, { name: "full", target: { kind: "http", url: full.url } });
  const code = `
    const { contents: [text] } = await resources.read("test://static-text");
    const { contents: [file] } = await resources.read("test://static-binary");
    const { messages } = await prompts.get("full_test_prompt_with_arguments", { arg1: "one", arg2: "two" });
    const withImage = (await prompts.get("full_test_prompt_with_image")).messages.map(({ content }) => content);
    const refusals = [];
    for (const ask of [() => resources.read("nowhere://x"), () => prompts.get("nobody"), () => resources.read(7)])
      await ask().catch((error) => refusals.push([error instanceof ToolError, error.code, error.message]));
    return { text: text.text, file, isBlob: file instanceof ContentBlob, head: [...file.bytes().slice(0, 4)],
      said: messages.map(({ content }) => content.text).join(), image: withImage.find(({ type }) => type === "image").size > 10, refusals };`;
  const done = await run(context, code);
  expect(done).toMatchObject({
    status: "succeeded",
    toolCalls: 0,
    result: {
      text: expect.any(String),
      file: { uri: "test://static-binary", mimeType: "image/png", blob: expect.any(String) },
      isBlob: true,
      head: [0x89, 0x50, 0x4e, 0x47],
      said: expect.stringContaining("one"),
      image: true,
      refusals: [
        [true, "upstream_error", expect.stringContaining("Resource not found")],
        [true, "unknown_prompt", expect.stringContaining("List the prompts")],
        [true, "invalid_input", expect.any(String)],
      ],
    },
  });
  const metered = await rows(organizationId);
  const told = metered.map(({ kind, method, via, exposedName, connectionSlug, outcome, units }) =>
    [kind, method, via, exposedName, connectionSlug, outcome, units].join(" "),
  );
  expect(told).toEqual([
    "execution execution dashboard   ok 1",
    "resource resources/read code test://static-text full ok 0",
    "resource resources/read code test://static-binary full ok 0",
    "prompt prompts/get code full_test_prompt_with_arguments full ok 0",
    "prompt prompts/get code full_test_prompt_with_image full ok 0",
    "resource resources/read code nowhere://x full error 0",
    "prompt prompts/get code nobody  refused 0",
  ]);
  expect(metered.slice(1).every((row) => row.bytesOut > 0 === (row.outcome === "ok"))).toBe(true);
  await flushSessionEvents(services);
  const events = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("sessionEvents").select(["kind", "subject", "outcome"]).orderBy("id").execute(),
  );
  expect(events).toEqual(
    expect.arrayContaining([
      { kind: "resources/read", subject: "test://static-text", outcome: "ok" },
      { kind: "prompts/get", subject: "nobody", outcome: "error" },
    ]),
  );
  await createProfile(context, { name: "Shop", connections: ["shop"] });
  const narrowed = { ...context, actor: { ...context.actor, profile: "shop" } };
  const inside = await run(narrowed, `return await resources.read("test://static-text")`);
  expect(inside).toMatchObject({ status: "failed", error: { code: "unknown_resource" } });
});

test("images and other content of tools are typed blobs, which are returned as they came", async () => {
  const { context } = await programmer("viewer of images");
  await addConnection(context, { name: "full", target: { kind: "http", url: full.url } });
  const done = await run(
    context,
    `const image = await tools.full.test_image_content({});
     const all = await tools.full.test_multiple_content_types({});
     return { image, types: [image.type, image.mimeType, image instanceof ContentBlob, image.size === image.bytes().length],
       kinds: all.map((block) => block.type), blobs: all.map((block) => block instanceof ContentBlob) };`,
  );
  expect(done.result).toMatchObject({
    image: { type: "image", mimeType: "image/png", data: expect.stringMatching(/^iVBOR/) },
    types: ["image", "image/png", true, true],
    kinds: ["text", "image", "resource"],
    blobs: [false, true, false],
  });
});

test("what a run keeps of its calls is bounded and without secrets", async () => {
  const { context, organizationId } = await programmer("talker");
  const done = await run(
    context,
    `await tools.shop.echo({ password: "hunter2hunter2" });
     for (let i = 0; i < 30; i += 1) await Promise.all([1, 2, 3, 4].map(() => tools.shop.big({ a: "y".repeat(60_000) })));
     return (await tools.shop.big({})).length;`,
  );
  expect(done).toMatchObject({ status: "succeeded", result: 300_000, toolCalls: 122 });
  expect(done.calls).toHaveLength(122);
  const events = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("executionEvents").select("event").execute(),
  );
  expect(JSON.stringify(events)).not.toContain("hunter2");
  // Arguments stand in the beginning and in the end of a call, so once more than the budget of 4 MiB.
  expect(JSON.stringify(events).length).toBeLessThan(10 * 1_024 ** 2);
});
