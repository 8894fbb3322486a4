import { endPromptSession } from "@patchops/services";
import { waitFor } from "@patchops/testing";
import { expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { createSessionStore } from "./session-store.ts";

const gateway = await openTestGateway();
const { context } = await gateway.tenant("ada");
const input = { endpoint: "/mcp", protocolVersion: "2025-11-25", client: null, capabilities: {} };

test("two nodes serve a session; one that ends on the other is forgotten at the next touch", async () => {
  const here = createSessionStore(gateway.services, { touchEveryMs: 0 });
  const there = createSessionStore(gateway.services);
  const { token, session } = await there.start(context, input);
  expect((await here.find(context, token, "/mcp"))?.row).toEqual(session.row);
  await there.end(context, token, session);
  expect(await there.find(context, token, "/mcp")).toBeNull();
  await waitFor(async () => (await here.find(context, token, "/mcp")) === null);
});

test("requests that come at once share one copy, so that each sees the other's calls", async () => {
  const { token } = await createSessionStore(gateway.services).start(context, input);
  const store = createSessionStore(gateway.services);
  const [first, ...others] = await Promise.all(
    Array.from({ length: 8 }, () => store.find(context, token, "/mcp")),
  );
  expect(first).not.toBeNull();
  for (const other of others) expect(other).toBe(first);
});

test("the end of a session aborts its calls and closes its streams", async () => {
  const store = createSessionStore(gateway.services);
  const { token, session } = await store.start(context, input);
  const call = new AbortController();
  let isEnded = false;
  session.calls.add(1, call);
  session.streams.add({
    send: () => undefined,
    end: () => {
      isEnded = true;
    },
  });
  await store.end(context, token, session);
  expect([call.signal.aborted, isEnded]).toEqual([true, true]);
  expect(await endPromptSession(context, session.row)).toBe(false);
});
