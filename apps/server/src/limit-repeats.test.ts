import pino from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { limitRepeats } from "./limit-repeats.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function memoryLog() {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    {
      base: null,
      timestamp: false,
      serializers: { error: pino.stdSerializers.errWithCause },
      hooks: { logMethod: limitRepeats() },
    },
    { write: (text: string) => lines.push(JSON.parse(text)) },
  );
  return { log, lines };
}

it("writes the same trouble once, then how often it came again", () => {
  const { log, lines } = memoryLog();
  const fail = () => log.warn({ error: new Error("connect ECONNREFUSED") }, "the job queue had an error");
  for (let turn = 0; turn < 500; turn += 1) fail();
  expect(lines).toMatchObject([{ level: 40, msg: "the job queue had an error" }]);
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(1)).toEqual([
    { level: 40, repeats: 499, seconds: 60, msg: "the job queue had an error: again" },
  ]);
  fail();
  vi.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(3);
});

it("writes every line that differs, and every one that is no trouble", () => {
  const { log, lines } = memoryLog();
  for (const requestId of ["a", "b", "c"])
    log.error({ error: new Error("broke"), requestId }, "a request failed");
  log.error({ error: new Error("broke otherwise"), requestId: "a" }, "a request failed");
  for (let turn = 0; turn < 3; turn += 1) log.info({}, "replaying the journal");
  expect(lines).toHaveLength(7);
  const stackOf = ({ error }: Record<string, unknown>) => (error as { stack?: string } | undefined)?.stack;
  expect(lines.map((line) => stackOf(line) !== undefined)).toEqual([
    true,
    false,
    false,
    true,
    false,
    false,
    false,
  ]);
  expect(lines[1]).toMatchObject({ error: "Error: broke", requestId: "b" });
});
