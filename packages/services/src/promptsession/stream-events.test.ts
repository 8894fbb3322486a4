import { newId } from "@patchops/contract";
import { waitFor } from "@patchops/testing";
import { expect, test } from "vitest";
import { testPerson } from "../testing/people.ts";
import { openUsageServices } from "../usage/test-usage.ts";
import {
  appendStreamEvents,
  listenForStreamEvents,
  readStreamEvents,
  type StreamEvent,
  startPromptSession,
} from "./index.ts";

const { services } = await openUsageServices();
const ada = await testPerson(services, "ada");
const stranger = await testPerson(services, "stranger");

async function openStream() {
  const { session } = await startPromptSession(ada.context, {
    ...{ endpoint: "/mcp", protocolVersion: "2025-11-25", client: null, capabilities: {} },
  });
  return { promptSessionId: session.id, streamId: newId() };
}
const append = (place: Awaited<ReturnType<typeof openStream>>, events: StreamEvent[], isFollowed = false) =>
  appendStreamEvents(ada.context, { ...place, isFollowed }, events);
const numbers = (from: number, count: number, data = "{}") =>
  Array.from({ length: count }, (_, index) => ({ n: from + index, data }));

test("the events after one are read in order, a page at a time; other streams and organizations see nothing of them", async () => {
  const place = await openStream();
  await append(place, numbers(0, 70));
  expect((await readStreamEvents(ada.context, place, -1))?.map(({ n }) => n)).toEqual(
    numbers(0, 64).map(({ n }) => n),
  );
  expect(await readStreamEvents(ada.context, place, 67)).toEqual(numbers(68, 2));
  expect(await readStreamEvents(ada.context, place, 69)).toEqual([]);
  expect(await readStreamEvents(ada.context, { ...place, streamId: newId() }, 0)).toBeNull();
  expect(await readStreamEvents(stranger.context, place, 0)).toBeNull();
});

test("a session keeps its last 256 events and 4 MiB of all its streams", async () => {
  const place = await openStream();
  const other = { ...place, streamId: newId() };
  await append(place, numbers(0, 200));
  await append(other, numbers(0, 100));
  expect((await readStreamEvents(ada.context, place, -1))?.at(0)).toMatchObject({ n: 44 });
  await append(other, numbers(100, 5, "x".repeat(1_048_576)));
  expect(await readStreamEvents(ada.context, place, -1)).toBeNull();
  expect((await readStreamEvents(ada.context, other, -1))?.map(({ n }) => n)).toEqual([101, 102, 103, 104]);
});

test("whoever follows a stream hears of new events of it, and of no other", async () => {
  const [place, other] = [await openStream(), await openStream()];
  let news = 0;
  const stop = await listenForStreamEvents(services, place.streamId, () => {
    news += 1;
  });
  await append(other, numbers(0, 1), true);
  await append(place, numbers(0, 1), false);
  await append(place, numbers(1, 1), true);
  await waitFor(() => news > 0);
  expect(news).toBe(1);
  await stop();
});

test("what was sent lies sealed in the database", async () => {
  const place = await openStream();
  const events = [
    { n: 0, data: "" },
    { n: 1, data: '{"result":"a secret"}' },
    { n: 2, data: null },
  ];
  await append(place, events);
  expect(await readStreamEvents(ada.context, place, -1)).toEqual(events);
  const rows = await services.database.system.selectFrom("sessionStreamEvents").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain("a secret");
});
