import { createCaller } from "../../faults/caller.ts";
import { startInstance } from "../../src/start-instance.ts";
import type { Row } from "../report.ts";
import { distribution } from "./distribution.ts";

const rounds = 5;
const calls = 300;

/** A tool call from code as it really is: scope, policy, quota, journal, the demo's server, and its row. */
export async function benchVerb(): Promise<Row[]> {
  const instance = await startInstance();
  try {
    const { apiKey } = await instance.setUp("bench@example.com");
    await instance.cli(["connections", "add", "demo"], { apiKey });
    const client = createCaller(() => instance.url, apiKey).client();
    const times: { sequential: number[]; parallel: number[] } = { sequential: [], parallel: [] };
    for (let round = 0; round < rounds; round += 1) {
      const { result } = await client
        .execute(
          `const call = () => tools.demo.list_orders({ limit: 1 });
           for (let i = 0; i < 50; i++) await call();
           let startedAt = Date.now();
           for (let i = 0; i < ${calls}; i++) await call();
           const sequential = Date.now() - startedAt;
           startedAt = Date.now();
           for (let i = 0; i < ${calls / 100}; i++) await Promise.all(Array.from({ length: 100 }, call));
           return { sequential, parallel: Date.now() - startedAt };`,
        )
        .result();
      const told = result as { sequential: number; parallel: number };
      times.sequential.push(told.sequential / calls);
      times.parallel.push(calls / (told.parallel / 1_000));
    }
    return [
      {
        name: "tool call from code, the full verb",
        value: distribution(times.sequential).p50 * 1_000,
        unit: "us",
        note: "one after another, to the demo's tools",
      },
      {
        name: "tool calls from code, the full verb, 100 at once",
        value: distribution(times.parallel).p50,
        unit: "calls/s",
        note: "",
      },
    ];
  } finally {
    await instance.dispose();
  }
}
