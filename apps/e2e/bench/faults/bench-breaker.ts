import { setTimeout as wait } from "node:timers/promises";
import { createClient, PatchOpsError } from "@patchops/sdk";
import { startInstance } from "../../src/start-instance.ts";
import type { Row } from "../report.ts";
import { startUpstream } from "../start-upstream.ts";

/** Shorter than the 30 s of a call that names none, to keep this short; the deadline is kept in the same way. */
const timeoutMs = 1_000;
const failuresToOpen = 5;
/** How long the upstream stays away after the breaker has opened: once shortly, once over several tries. */
const outagesMs = [1_000, 12_000];
const patienceMs = 60_000;

/** An upstream that takes calls and never answers: when its callers are let go, and when it is used again. */
export async function benchBreaker(): Promise<Row[]> {
  const [instance, upstream] = await Promise.all([startInstance(), startUpstream()]);
  try {
    const { apiKey } = await instance.setUp();
    const client = createClient({ url: instance.url, apiKey });
    await client.connection.add.mutate({ name: "mute", target: { kind: "http", url: upstream.url } });

    const call = async () => {
      const startedMs = performance.now();
      const code = await client.tools.call("mute_add", { a: 1, b: 2 }, { timeoutMs }).then(
        () => "ok",
        (error: unknown) => (error instanceof PatchOpsError ? error.code : Promise.reject(error)),
      );
      return { code, ms: performance.now() - startedMs };
    };
    /** Calls one after the other until one is answered. */
    const callUntilAnswered = async () => {
      const startedMs = performance.now();
      while ((await call()).code !== "ok") {
        if (performance.now() - startedMs > patienceMs) throw new Error("the upstream was not used again");
        await wait(50);
      }
      return performance.now() - startedMs;
    };

    const late: number[] = [];
    const refused: number[] = [];
    const healed: number[] = [];
    for (const outageMs of outagesMs) {
      await callUntilAnswered();
      upstream.freeze();
      for (let failure = 0; failure < failuresToOpen; failure += 1) {
        const { code, ms } = await call();
        if (code !== "timeout") throw new Error(`call ${failure + 1} of a mute upstream ended ${code}`);
        late.push(ms - timeoutMs);
      }
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const { code, ms } = await call();
        // Now and then one is let through, to try.
        if (code === "breaker_open") refused.push(ms);
        else if (code !== "timeout") throw new Error(`a call of a mute upstream ended ${code}`);
      }
      if (refused.length === 0) throw new Error("the breaker did not open");
      const backMs = performance.now() + outageMs;
      while (performance.now() < backMs) {
        await call();
        await wait(100);
      }
      upstream.thaw();
      healed.push(await callUntilAnswered());
    }
    const outages = outagesMs.map((ms) => `${ms / 1_000} s`).join(", ");
    return [
      {
        name: "call of a mute upstream past its deadline",
        value: Math.max(...late),
        unit: "ms",
        note: `the latest of ${late.length}; deadline ${timeoutMs} ms here, 30 s by default`,
        atMost: 250,
      },
      {
        name: `answer after ${failuresToOpen} failures, breaker open`,
        value: Math.max(...refused),
        unit: "ms",
        note: `the latest of ${refused.length}`,
        atMost: 50,
      },
      {
        name: "recovery to the first answered call",
        value: Math.max(...healed),
        unit: "ms",
        note: `${healed.map((ms) => Math.round(ms)).join(", ")} ms, ${outages} after the breaker opened`,
        atMost: 5_000,
      },
    ];
  } finally {
    upstream.stop();
    await instance.dispose();
  }
}
