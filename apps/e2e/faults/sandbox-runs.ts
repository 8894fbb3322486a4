import { createSandbox } from "@patchops/sandbox";
import { interleaveRuns } from "@patchops/testing";
import { runIn } from "./run-in.ts";
import type { Suite } from "./suite.ts";

const count = 100_000;

/** A hundred thousand runs of two organizations in turns. */
export const sandboxRuns: Suite = async () => {
  const sandbox = createSandbox({ maxChildren: 4, onTrouble: (trouble) => console.error(trouble) });
  const run = runIn(sandbox);
  const startedMs = performance.now();
  const { failed, crossed } = await interleaveRuns({
    count,
    async run({ organizationId, code, input, answer }) {
      const request = { organizationId, input, invoke: async () => answer() };
      const ended = await run(code, { timeoutMs: 60_000 }, request);
      if (ended.status !== "succeeded") console.error(ended.status, ended.error);
      return ended;
    },
  }).finally(() => sandbox.close());
  const seconds = (performance.now() - startedMs) / 1_000;
  return [
    {
      name: "runs: that noticed another one",
      value: crossed,
      unit: "runs",
      note: `of ${count}, three calls each`,
      atMost: 0,
    },
    {
      name: "runs: without an answer",
      value: failed,
      unit: "runs",
      note: `${(count / seconds).toFixed(0)} runs/s`,
      atMost: 0,
    },
  ];
};
