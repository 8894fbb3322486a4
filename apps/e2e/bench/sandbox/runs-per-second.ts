import { withSandbox } from "./setting.ts";

const durationMs = 1_500;
const callers = 8;

/** Runs of one organization, which gets half of the processes, rounded up: one of one, two of three. */
export function runsPerSecond(maxChildren: number): Promise<number> {
  return withSandbox({ maxChildren, spares: 0 }, async (run) => {
    const until = async (endMs: number): Promise<number> => {
      let done = 0;
      await Promise.all(
        Array.from({ length: callers }, async () => {
          while (performance.now() < endMs) {
            await run("return 'hello'");
            done += 1;
          }
        }),
      );
      return done;
    };
    await until(performance.now() + durationMs / 2);
    const startedMs = performance.now();
    const done = await until(startedMs + durationMs);
    return done / ((performance.now() - startedMs) / 1_000);
  });
}
