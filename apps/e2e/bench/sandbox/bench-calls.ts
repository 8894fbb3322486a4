import type { Row } from "../report.ts";
import { distribution } from "./distribution.ts";
import { withSandbox } from "./setting.ts";
import { startEcho } from "./start-echo.ts";

const rounds = 9;
const calls = 300;

/** Tool calls of nothing from inside a program; against a bare IPC round trip in turns. */
export function benchCalls(): Promise<Row[]> {
  return withSandbox({}, async (run) => {
    const echo = await startEcho();
    try {
      const sequential: number[] = [];
      const bare: number[] = [];
      const parallel: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const trips: number[] = [];
        for (let index = 0; index < calls; index += 1) trips.push(await echo.roundTrip());
        bare.push(distribution(trips).p50);
        const { result } = await run(`const times = [];
          for (let i = 0; i < ${calls}; i++) { await tools.a.b({}); }
          const startedAt = Date.now();
          for (let i = 0; i < ${calls}; i++) { await tools.a.b({}); }
          return Date.now() - startedAt;`);
        sequential.push(Number(result) / calls);
        const many = await run(`const startedAt = Date.now();
          for (let i = 0; i < 50; i++) await Promise.all(Array.from({ length: 100 }, () => tools.a.b({})));
          return Date.now() - startedAt;`);
        parallel.push(5_000 / (Number(many.result) / 1_000));
      }
      const call = distribution(sequential).p50;
      const trip = distribution(bare).p50;
      return [
        {
          name: "tool call from code, one after another",
          value: call / trip,
          unit: "of bare IPC",
          note: `${(call * 1_000).toFixed(0)} us, a bare IPC round trip ${(trip * 1_000).toFixed(0)} us`,
          atMost: 1.5,
        },
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
