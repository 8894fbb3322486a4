import { expect, test } from "vitest";
import { limitChoices, withinCeilings } from "./run-limits.ts";

test("limits of a run are chosen up to what the organization's runs may have, wherever that lies", () => {
  const { timeouts, memories } = limitChoices({ timeoutMs: 45_000, memoryMb: 1_024 });
  expect(timeouts.map(({ label }) => label)).toEqual(["5 s", "10 s", "30 s", "45 s"]);
  expect(memories.map(({ label }) => label)).toEqual([
    ...["32 MB", "64 MB", "128 MB", "256 MB", "512 MB", "1024 MB"],
  ]);
  const chosen = { timeoutMs: 60_000, memoryMb: 128 };
  expect(withinCeilings(chosen, { timeoutMs: 20_000, memoryMb: 256 })).toEqual({
    timeoutMs: 20_000,
    memoryMb: 128,
  });
});
