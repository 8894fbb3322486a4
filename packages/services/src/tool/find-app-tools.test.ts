import { startFullServer } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { addConnection } from "../connection/index.ts";
import { setPolicy } from "../policy/index.ts";
import { createProfile } from "../profile/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { findAppTools } from "./find-app-tools.ts";
import { callTool } from "./index.ts";

const { services } = await openLiveServices();
const servers = [await startFullServer("legacy"), await startFullServer("legacy")];
afterAll(() => Promise.all(servers.map((server) => server.close())));
const { context } = await testPerson(services, "host");
const connect = (name: string, url = "") => addConnection(context, { name, target: { kind: "http", url } });
await connect("one", servers[0]?.url);
const { signal } = new AbortController();
/** As the host of an MCP App passes on what its page calls: by the name that the page's own server has for it. */
const call = (name: string, by = context) =>
  callTool(by, { tool: { name }, arguments: {}, argumentsBytes: 2, signal });

test("a page calls its server's tools by their own names, and what a rule says of them holds", async () => {
  const { result, connection } = await call("test_simple_text");
  expect([connection.slug, result]).toMatchObject(["one", { content: [{ type: "text" }] }]);
  await setPolicy(context, { action: "block", tool: "one_test_error_handling" });
  await expect(call("test_error_handling")).rejects.toMatchObject({ code: "policy_blocked" });
  await expect(call("no_such_tool_at_all")).rejects.toMatchObject({ code: "unknown_tool", sent: false });
});

test("where two servers have the tool, neither is guessed; in a profile of one it is that one's", async () => {
  await connect("two", servers[1]?.url);
  await expect(call("test_simple_text")).rejects.toMatchObject({
    code: "unknown_tool",
    next: expect.stringContaining("one_test_simple_text, two_test_simple_text"),
  });
  const { slug } = await createProfile(context, { name: "Second", connections: ["two"] });
  const inside = { ...context, actor: { ...context.actor, profile: slug } };
  expect((await call("test_simple_text", inside)).connection.slug).toBe("two");
});

test("a tool that is for models alone, or of a server without pages, has one name only", async () => {
  const snapshot = await services.snapshots.get(context.actor.organizationId);
  const [tool] = snapshot.tools.values();
  if (!tool) throw new Error("there are no tools");
  const page = { ...tool, originalName: "page", definition: { _meta: { ui: { resourceUri: "ui://a" } } } };
  const plain = { ...tool, originalName: "plain", definition: {} };
  const hidden = {
    ...tool,
    originalName: "hidden",
    definition: { _meta: { ui: { visibility: ["model"] } } },
  };
  expect(findAppTools([page, plain, hidden], "plain")).toEqual([plain]);
  expect(findAppTools([page, plain, hidden], "hidden")).toEqual([]);
  expect(findAppTools([plain, hidden], "plain")).toEqual([]);
});
