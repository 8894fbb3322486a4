import { expect, test } from "vitest";
import { createAlarm } from "./create-alarm.ts";

const farMs = 600_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

test("an alarm rings when its time has come, not before, at the latest when it must, and for the last time it was set for alone", async () => {
  const rung = Promise.withResolvers<number>();
  const alarm = createAlarm(farMs, () => rung.resolve(Date.now()));
  const at = inMs(30);
  alarm.set(inMs(farMs));
  alarm.set(at);
  expect(await rung.promise).toBeGreaterThanOrEqual(Date.parse(at));
  const bounded = Promise.withResolvers<void>();
  createAlarm(20, bounded.resolve).set(inMs(farMs));
  await bounded.promise;
  const passed = Promise.withResolvers<void>();
  createAlarm(farMs, passed.resolve).set(inMs(-farMs));
  await passed.promise;
});
