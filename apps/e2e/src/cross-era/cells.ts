import { deepEqual, equal, ok, partialDeepStrictEqual, rejects } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Peer, said } from "./open-peer.ts";

const watched = "test://watched-resource";

async function call(
  { client }: Peer,
  name: string,
  args: Record<string, unknown> = {},
  options?: Parameters<Peer["client"]["callTool"]>[1],
  meta?: Record<string, unknown>,
) {
  const { content } = await client.callTool(
    { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) },
    options,
  );
  const [first] = content;
  return first?.type === "text" ? first.text : JSON.stringify(content);
}

/** What a client of either era can do with a full server of either era, each told by what came of it. */
export const cells: Record<string, (peer: Peer) => Promise<void>> = {
  async list({ client }) {
    const [{ tools }, { prompts }, { resources }, { resourceTemplates }] = await Promise.all([
      client.listTools(),
      client.listPrompts(),
      client.listResources(),
      client.listResourceTemplates(),
    ]);
    const simple = tools.find(({ name }) => name === "test_simple_text");
    partialDeepStrictEqual(simple, {
      title: "Simple text",
      annotations: { readOnlyHint: true },
      icons: [{ mimeType: "image/png" }],
      _meta: { "test.example/note": { kept: true } },
    });
    ok(prompts.some(({ name }) => name === "test_prompt_with_arguments"));
    ok(resources.some(({ uri }) => uri === "test://static-text"));
    ok(resourceTemplates.some(({ uriTemplate }) => uriTemplate === "test://template/{id}/data"));
  },
  async call(peer) {
    const { structuredContent } = await peer.client.callTool({ name: "test_structured_content" });
    deepEqual(structuredContent, { celsius: 21.5, sky: "clear" });
    const failed = await peer.client.callTool({ name: "test_error_handling" });
    equal(failed.isError, true);
    const { contents } = await peer.client.readResource({ uri: "test://template/123/data" });
    partialDeepStrictEqual(contents, [{ uri: "test://template/123/data" }]);
    const { messages } = await peer.client.getPrompt({
      name: "test_prompt_with_arguments",
      arguments: { arg1: "one", arg2: "two" },
    });
    ok(JSON.stringify(messages).includes("arg1='one', arg2='two'"));
  },
  async progress(peer) {
    const steps: unknown[] = [];
    await call(peer, "test_tool_with_progress", {}, { onprogress: (step) => void steps.push(step) });
    partialDeepStrictEqual(steps, [
      { progress: 0, total: 100 },
      { progress: 50, total: 100, message: "half way" },
      { progress: 100, total: 100 },
    ]);
  },
  async cancel(peer) {
    const token = randomUUID();
    const stop = new AbortController();
    const waiting = call(
      peer,
      "test_wait_for_cancel",
      { token },
      { signal: stop.signal, onprogress: () => stop.abort("no longer wanted") },
    );
    await rejects(waiting, /no longer wanted/);
    equal(await call(peer, "test_was_cancelled", { token }), `${token} was cancelled`);
  },
  async elicit(peer) {
    const heard = await call(peer, "test_elicitation", { message: "Who are you?" });
    const { username, email } = said.user;
    equal(heard, `User response: action=accept, content=${JSON.stringify({ username, email })}`);
    // A second question once the first was answered, and what no user is asked.
    equal(await call(peer, "test_input_required_result_multi_round"), "Ada likes green");
    equal(await call(peer, "test_input_required_result_list_roots"), "1 root(s): file:///work");
    equal(await call(peer, "test_elicitation_url"), "Visited: action=accept");
    const asked = await peer.client.getPrompt({ name: "test_input_required_result_prompt" });
    ok(JSON.stringify(asked.messages).includes("Use this context: the garden"));
  },
  async sample(peer) {
    const heard = await call(peer, "test_sampling", { prompt: "The capital of France?" });
    equal(heard, `LLM response: ${said.model}`);
  },
  async subscribe(peer) {
    await peer.follow(watched);
    const text = randomUUID();
    const updated = peer.hears("notifications/resources/updated");
    await call(peer, "test_update_watched_resource", { text });
    partialDeepStrictEqual(await updated, { uri: watched });
    const { contents } = await peer.client.readResource({ uri: watched });
    partialDeepStrictEqual(contents, [{ uri: watched, text }]);
  },
  async list_changed(peer) {
    await peer.follow(watched);
    const { client } = peer;
    async function changes(list: "tool" | "prompt" | "resource", names: () => Promise<string[]>) {
      const before = await names();
      const changed = peer.hears(`notifications/${list}s/list_changed`);
      const became = await call(peer, `test_trigger_${list}_change`);
      await changed;
      equal((await names()).length - before.length, became === "added" ? 1 : -1);
    }
    await changes("tool", async () => (await client.listTools()).tools.map(({ name }) => name));
    await changes("prompt", async () => (await client.listPrompts()).prompts.map(({ name }) => name));
    await changes("resource", async () => (await client.listResources()).resources.map(({ uri }) => uri));
  },
  async log(peer) {
    const heard = await peer.hearsLogs("warning", (meta) =>
      call(peer, "test_logging_tool", {}, undefined, meta),
    );
    deepEqual(heard, ["At warning.", "At error."]);
  },
  async complete({ client }) {
    const { completion } = await client.complete({
      ref: { type: "ref/prompt", name: "test_prompt_with_arguments" },
      argument: { name: "arg1", value: "par" },
    });
    deepEqual(completion.values, ["paris", "park", "party"]);
  },
  async "big result"(peer) {
    const sizeBytes = 1024 * 1024;
    equal((await call(peer, "test_big_result", { sizeBytes })).length, sizeBytes);
  },
};
