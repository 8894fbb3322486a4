import { createSandbox } from "@patchops/sandbox";
import { killChildren } from "@patchops/testing";
import { processTree } from "./process-facts.ts";
import { runIn } from "./run-in.ts";
import type { Suite } from "./suite.ts";

const count = 10_000;

/** Ten thousand sandbox processes, one after another started and killed. */
export const sandboxKills: Suite = async () => {
  const sandbox = createSandbox({ spares: 2, maxChildren: 3 });
  const run = runIn(sandbox);
  const report = await killChildren({
    count,
    run: (organizationId) => run("return 1", { timeoutMs: 60_000 }, { organizationId }),
  }).finally(() => sandbox.close());
  const { killed } = sandbox.stats();
  const left = (await processTree(process.pid)).length - 1;
  const row = (name: string, value: number, unit: string, atMost: number) => ({
    name: `kills: ${name}`,
    value,
    unit,
    note: "",
    atMost,
  });
  return [
    { name: "kills: processes ended", value: killed, unit: "", note: `${count} runs`, atLeast: count },
    row("runs without an answer", report.failed, "runs", 0),
    row("processes left", left, "", 0),
    row("files left open", report.leftFiles, "", 8),
    row("handles left", report.leftHandles, "", 8),
    row("heap grown in the second half", report.grownBytes / 1_048_576, "MiB", 16),
  ];
};
