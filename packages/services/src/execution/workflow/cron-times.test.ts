import { expect, test } from "vitest";
import { cronTimes } from "./cron-times.ts";

const from = { after: new Date("2026-03-28T12:00:00Z"), count: 2 };

test("a schedule's times are those of its zone, also when its clocks change", () => {
  expect(cronTimes({ cron: "0 8 * * *", timeZone: "Europe/Berlin" }, from)).toEqual([
    "2026-03-29T06:00:00.000Z",
    "2026-03-30T06:00:00.000Z",
  ]);
  expect(cronTimes({ cron: " */30 0 8 * * MON ", timeZone: "UTC" }, from)).toEqual([
    "2026-03-30T08:00:00.000Z",
    "2026-03-30T08:00:30.000Z",
  ]);
});

test("a schedule's rare times are looked for in nine years, and no further", () => {
  const leap = { cron: "0 0 29 2 *", timeZone: "UTC" };
  expect(cronTimes(leap, { after: new Date("2096-03-01T00:00:00Z"), count: 5 })).toEqual([
    "2104-02-29T00:00:00.000Z",
  ]);
  // The fifth Monday of a February, in 2044: whoever asks in 2026 is not kept waiting for it.
  expect(cronTimes({ cron: "0 0 * 2 1#5", timeZone: "UTC" }, from)).toEqual([]);
});

test.each([
  ["61 * * * *", "UTC"],
  // The parser alone would read it as each minute of a day.
  ["0 9 * *", "UTC"],
  ["", "UTC"],
  ["0 9 * * *", "Europe/Nowhere"],
])("the schedule %j in %s is refused with what helps", (cron, timeZone) => {
  expect(() => cronTimes({ cron, timeZone }, from)).toThrow(
    expect.objectContaining({ code: "invalid_input", next: expect.stringContaining("five fields") }),
  );
});
