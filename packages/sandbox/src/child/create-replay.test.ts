import { expect, test } from "vitest";
import { createReplay } from "./create-replay.ts";

test("a timer that had run for a while before the log ends does not start over, and one that was stopped not at all", async () => {
  const replay = createReplay({
    times: [],
    steps: [
      [300, [["timer", 2]]],
      [450, [["answer", 1]]],
    ],
    answers: [[1, true, "7"]],
    goesOn: true,
    cpuMs: 0,
  });
  replay.onTimer(1, 400, false);
  replay.onTimer(2, 300, true);
  replay.onTimer(3, 1_000, false);
  replay.onCall(1);
  const delivered: string[] = [];
  const fault = await replay.play(
    async (batch) => {
      delivered.push(batch);
      if (delivered.length === 1) replay.onTimer(4, 500, false);
      replay.onTimerStopped(3);
    },
    () => false,
  );
  expect(fault).toBeNull();
  expect(delivered).toEqual(['[["t",2]]', '[["a",1,1,"7"]]']);
  expect(replay.leftTimers()).toEqual([
    // Due while the log was written; it fires at once.
    { id: 1, delayMs: 400, repeats: false, leftMs: 1 },
    { id: 2, delayMs: 300, repeats: true, leftMs: 150 },
    { id: 4, delayMs: 500, repeats: false, leftMs: 350 },
  ]);
});
