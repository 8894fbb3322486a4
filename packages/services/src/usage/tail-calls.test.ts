import type { Call } from "@patchops/contract";
import { waitFor } from "@patchops/testing";
import { beforeAll, expect, test } from "vitest";
import { asApiKey, type TestPerson, testPerson } from "../testing/people.ts";
import { tailCalls } from "./tail-calls.ts";
import { testCall, testEnd } from "./test-meter.ts";
import { openUsageServices } from "./test-usage.ts";

const { services, meter } = await openUsageServices();
let ann: TestPerson;
let bob: TestPerson;
beforeAll(async () => {
  ann = await testPerson(services, "ann");
  bob = await testPerson(services, "bob");
});

function call(person: TestPerson, tool = "list_orders"): string {
  const metered = meter.begin(testCall(person.organizationId, { tool }));
  metered.end(testEnd());
  return metered.id;
}

/** Reads a tail until `stop`; `ready` when it gives new calls. */
async function follow(person: TestPerson, input: Parameters<typeof tailCalls>[1] = {}) {
  const abort = new AbortController();
  const calls: Call[] = [];
  const reading = (async () => {
    for await (const { id, call } of tailCalls(person.context, input, abort.signal)) {
      expect(id).toBe(call.id);
      calls.push(call);
    }
  })();
  return {
    ids: () => calls.map(({ id }) => id),
    async stop() {
      abort.abort();
      await reading;
    },
  };
}

test("calls arrive once and in order as they are stored, those of others and before not", async () => {
  const before = call(ann);
  await meter.flush();
  const tail = await follow(ann);
  // What is stored while the tail opens is found too: this one may come before it listens.
  const first = call(ann);
  await waitFor(() => tail.ids().includes(first));
  call(bob);
  const more = Array.from({ length: 400 }, () => call(ann));
  await waitFor(() => tail.ids().length >= 401);
  expect(tail.ids()).toEqual([first, ...more]);
  expect(tail.ids()).not.toContain(before);
  await tail.stop();
});

test("filters hold", async () => {
  const tail = await follow(ann, { tool: "pay" });
  call(ann);
  const paid = call(ann, "pay");
  await waitFor(() => tail.ids().length > 0);
  expect(tail.ids()).toEqual([paid]);
  await tail.stop();
});

test("a stream that broke goes on where it was, late calls included", async () => {
  const { organizationId } = ann;
  const slow = meter.begin(testCall(organizationId));
  const last = call(ann);
  await meter.flush();
  // Begun before the last one that was delivered, ended after it.
  slow.end(testEnd());
  const missed = call(ann);
  await meter.flush();
  const tail = await follow(ann, { lastEventId: last });
  await waitFor(() => tail.ids().includes(missed));
  expect(tail.ids()).toContain(slow.id);
  expect(tail.ids()).not.toContain(last);
  const next = call(ann);
  await waitFor(() => tail.ids().includes(next));
  expect(new Set(tail.ids()).size).toBe(tail.ids().length);
  await tail.stop();
});

test("another organization's event id gives nothing of theirs", async () => {
  const foreign = call(bob);
  await meter.flush();
  const tail = await follow(ann, { lastEventId: foreign });
  const own = call(ann);
  await waitFor(() => tail.ids().includes(own));
  expect(tail.ids()).not.toContain(foreign);
  await tail.stop();
});

test("it needs usage:read, and ends at once when its reader goes", async () => {
  const refused = tailCalls(asApiKey(ann.context, ["tools:call"]), {}, AbortSignal.timeout(1_000)).next();
  await expect(refused).rejects.toMatchObject({ code: "insufficient_scope" });
  const tail = await follow(ann);
  await tail.stop();
  expect(tail.ids()).toEqual([]);
});
