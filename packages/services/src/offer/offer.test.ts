import { startFullServer } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { addConnection } from "../connection/index.ts";
import { removePolicy, setPolicy } from "../policy/index.ts";
import { createProfile } from "../profile/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { callTool, offeredTools } from "../tool/index.ts";
import { completeArgument, exposeUris, getPrompt, listOffers, readResource } from "./index.ts";

const { services } = await openLiveServices();
const [one, two] = [await startFullServer("legacy"), await startFullServer("legacy")];
afterAll(() => Promise.all([one.close(), two.close()]));
const { context } = await testPerson(services, "reader");
for (const [name, { url }] of Object.entries({ one, two })) {
  await addConnection(context, { name, target: { kind: "http", url } });
}
const { signal } = new AbortController();
const names = (list: { name: string }[]) => list.map(({ name }) => name);

test("two servers with the same resources: the second one's say whose they are, and both are read", async () => {
  const listed = names(await listOffers(context, {}, "resource"));
  expect(listed).toEqual(expect.arrayContaining(["test://static-text", "patchops://two/test://static-text"]));
  expect(new Set(listed).size).toBe(listed.length);
  const own = names(await listOffers(context, { connection: "two" }, "resource"));
  expect(own).toContain("test://static-text");
  for (const uri of ["test://static-text", "patchops://two/test://static-text"]) {
    const { result, connection } = await readResource(context, {}, { uri }, { signal });
    expect(connection.slug).toBe(uri.startsWith("patchops:") ? "two" : "one");
    expect(result).toMatchObject({ contents: [{ uri }] });
  }
});

test("what no list names is found by the template that it fits", async () => {
  const templates = names(await listOffers(context, {}, "template"));
  expect(templates).toContain("test://template/{id}/data");
  const { result } = await readResource(context, {}, { uri: "test://template/7/data" }, { signal });
  expect(result).toMatchObject({ contents: [{ uri: "test://template/7/data" }] });
  const unknown = readResource(context, {}, { uri: "nowhere://x" }, { signal });
  await expect(unknown).rejects.toMatchObject({ code: "unknown_resource", sent: false });
});

test("links in a tool's answer lead back to its server, whatever the other one has", async () => {
  const tool = { connection: "two", tool: "test_multiple_content_types" };
  const answer = await callTool(context, { tool, arguments: {}, argumentsBytes: 2, signal });
  const snapshot = await services.snapshots.get(context.actor.organizationId);
  const shown = exposeUris(snapshot, answer.connection, answer.result);
  const [embedded] = (shown.content as { type: string; resource?: { uri: string } }[]).filter(
    ({ type }) => type === "resource",
  );
  expect(embedded?.resource?.uri).toMatch(/^patchops:\/\/two\//);
  expect(exposeUris(snapshot, answer.connection, { content: [{ type: "text", text: "x" }] })).toEqual({
    content: [{ type: "text", text: "x" }],
  });
});

test("two servers with the same MCP App: each tool's page is its own server's, and keeps the scheme that hosts know", async () => {
  const pages = (await offeredTools(context)).flatMap(({ name, definition: { _meta: meta } }) => {
    const uri = (meta as { ui?: { resourceUri?: string } } | undefined)?.ui?.resourceUri;
    return uri === undefined ? [] : [[name, uri] as const];
  });
  expect(Object.fromEntries(pages)).toEqual({
    one_test_app: "ui://test/app.html",
    two_test_app: "ui://patchops/two/test/app.html",
  });
  for (const [name, uri] of pages) {
    const { result, connection } = await readResource(context, {}, { uri }, { signal });
    expect(connection.slug).toBe(name.slice(0, 3));
    expect(result).toMatchObject({ contents: [{ uri }] });
  }
  const own = await offeredTools(context, { connection: "two" });
  expect(own.find(({ name }) => name === "test_app")?.definition).toMatchObject({
    _meta: { ui: { resourceUri: "ui://test/app.html" } },
  });
});

test("prompts are told apart by their connection, and their arguments completed there", async () => {
  const prompts = names(await listOffers(context, {}, "prompt"));
  expect(prompts).toEqual(expect.arrayContaining(["one_test_simple_prompt", "two_test_simple_prompt"]));
  const got = await getPrompt(context, {}, { name: "two_test_simple_prompt" }, { signal });
  expect([got.connection.slug, got.result]).toMatchObject(["two", { messages: [{ role: "user" }] }]);
  const unknown = getPrompt(context, {}, { name: "test_simple_prompt" }, { signal });
  await expect(unknown).rejects.toMatchObject({ code: "unknown_prompt" });
  const completed = await completeArgument(
    context,
    {},
    {
      ref: { type: "ref/prompt", name: "one_test_prompt_with_arguments" },
      argument: { name: "arg1", value: "par" },
    },
    { signal },
  );
  expect(completed.result).toMatchObject({ completion: { values: expect.any(Array) } });
  const ref = { type: "ref/prompt", name: "one_test_prompt_with_arguments" };
  for (const argument of [undefined, null, { name: "arg1" }, { name: "arg1", value: 1 }]) {
    const refused = completeArgument(context, {}, { ref, argument }, { signal });
    await expect(refused).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("a rule that blocks a connection blocks its prompts and resources, for whom it names alone", async () => {
  const { id } = await setPolicy(context, { action: "block", connection: "two", role: "member" });
  const member = { ...context, actor: { ...context.actor, role: "member" as const } };
  for (const kind of ["prompt", "resource", "template"] as const) {
    const listed = names(await listOffers(member, {}, kind));
    expect(listed.filter((name) => /^two_|patchops:..two/.test(name))).toEqual([]);
    expect(await listOffers(member, { connection: "two" }, kind)).toEqual([]);
  }
  const uri = "test://static-text";
  const blocked = [
    readResource(member, {}, { uri: `patchops://two/${uri}` }, { signal }),
    readResource(member, { connection: "two" }, { uri }, { signal }),
    getPrompt(member, {}, { name: "two_test_simple_prompt" }, { signal }),
    getPrompt(member, { connection: "two" }, { name: "test_simple_prompt" }, { signal }),
  ];
  for (const read of blocked) {
    await expect(read).rejects.toMatchObject({
      code: "policy_blocked",
      sent: false,
      details: { rule: { id } },
    });
  }
  expect(await readResource(member, {}, { uri }, { signal })).toMatchObject({ connection: { slug: "one" } });
  expect(names(await listOffers(context, {}, "prompt"))).toContain("two_test_simple_prompt");
  await removePolicy(context, { id });
});

test("a profile reaches the prompts and resources of its own connections alone", async () => {
  const { slug } = await createProfile(context, { name: "Only two", connections: ["two"] });
  const inside = { ...context, actor: { ...context.actor, profile: slug } };
  expect(names(await listOffers(inside, {}, "prompt")).every((name) => name.startsWith("two_"))).toBe(true);
  const foreign = readResource(inside, {}, { uri: "test://static-text" }, { signal });
  await expect(foreign).rejects.toMatchObject({ code: "unknown_resource" });
  // Its template is the other one's too, which nobody here knows of.
  const fitting = { uri: "test://template/7/data" };
  const read = await readResource(inside, {}, fitting, { signal });
  expect(read).toMatchObject({ connection: { slug: "two" }, result: { contents: [fitting] } });
});

test("single tools bring the pages of their apps into a profile, and nothing else of their connection, at any address", async () => {
  const { slug } = await createProfile(context, {
    name: "One tool",
    tools: [
      { tool: "two_test_app", isIncluded: true },
      { tool: "two_test_simple_text", isIncluded: true },
    ],
  });
  const inside = { ...context, actor: { ...context.actor, profile: slug } };
  const page = { uri: "ui://patchops/two/test/app.html" };
  expect(await readResource(inside, {}, page, { signal })).toMatchObject({ result: { contents: [page] } });
  const uri = "test://static-text";
  const refused = [
    readResource(inside, {}, { uri: `patchops://two/${uri}` }, { signal }),
    readResource(inside, { connection: "two" }, { uri }, { signal }),
    getPrompt(inside, { connection: "two" }, { name: "test_simple_prompt" }, { signal }),
  ];
  for (const read of refused)
    await expect(read).rejects.toMatchObject({ code: expect.stringMatching(/^unknown_(resource|prompt)$/) });
  await setPolicy(context, { action: "block", tool: "two_test_app", profile: slug });
  await expect(readResource(inside, {}, page, { signal })).rejects.toMatchObject({
    code: "unknown_resource",
  });
});
