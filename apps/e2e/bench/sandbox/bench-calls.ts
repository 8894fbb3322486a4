import type { Row } from "../report.ts";
import { distribution } from "./distribution.ts";
import { withSandbox } from "./setting.ts";
import { startEcho } from "./start-echo.ts";

const rounds = 9;
const calls = 300;

/**
 * Tool calls of nothing from inside a program; against a bare IPC round trip, one of each in turns. A trip in a loop of
 * its own is two to three times faster, since both processes stay on one core then, so loops are only set against loops.
 */
export function benchCalls(): Promise<Row[]> {
  return withSandbox({}, async (run) => {
    const echo = await startEcho();
    try {
      const turns: Turns = { call: [], trip: [] };
      const loops: Turns = { call: [], trip: [] };
      const parallel: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const answer = inTurns(turns, echo.roundTrip);
        await run(`for (let i = 0; i < ${2 * calls}; i++) await tools.a.b({});`, { invoke: answer });
        for (let index = 0; index < calls; index += 1) loops.trip.push(await echo.roundTrip());
        const alone = inTurns(loops);
        await run(`for (let i = 0; i < ${2 * calls}; i++) await tools.a.b({});`, { invoke: alone });
        const many = await run(`const startedAt = Date.now();
          for (let i = 0; i < 50; i++) await Promise.all(Array.from({ length: 100 }, () => tools.a.b({})));
          return Date.now() - startedAt;`);
        parallel.push(5_000 / (Number(many.result) / 1_000));
      }
      return [
        {
          name: "tool call from code, one after another",
          ...against(turns),
          atMost: 1.5,
        },
        { name: "tool call from code, in a loop without pause", ...against(loops) },
        {
          name: "tool calls from code, 100 at once",
          value: distribution(parallel).p50,
          unit: "calls/s",
          note: "5,000 calls of nothing, median of several",
          atLeast: 50_000,
        },
      ];
    } finally {
      echo.close();
    }
  });
}

interface Turns {
  call: number[];
  trip: number[];
}

/**
 * Answers calls and times them: from an answer to the next call, which is all the way into the program and out again.
 * In between it makes a trip, where there is one.
 */
function inTurns(times: Turns, roundTrip?: () => Promise<number>): () => Promise<string> {
  let count = 0;
  let answeredMs = 0;
  return async () => {
    const calledMs = performance.now();
    count += 1;
    // The first ones warm the program.
    if (count > calls) times.call.push(calledMs - answeredMs);
    const tripMs = await roundTrip?.();
    if (tripMs !== undefined && count > calls) times.trip.push(tripMs);
    answeredMs = performance.now();
    return "1";
  };
}

function against({ call, trip }: Turns): Pick<Row, "value" | "unit" | "note"> {
  const [callMs, tripMs] = [distribution(call).p50, distribution(trip).p50];
  return {
    value: callMs / tripMs,
    unit: "of bare IPC",
    note: `${(callMs * 1_000).toFixed(0)} us, a bare IPC round trip ${(tripMs * 1_000).toFixed(0)} us`,
  };
}
