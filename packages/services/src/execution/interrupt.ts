import type { Services } from "../context.ts";
import { ServerStopping } from "../tool/index.ts";

/** Ends every run of this node, since its process is to end: as `interrupted`. Resolves when their ends are stored. */
export async function interruptRuns({ liveRuns }: Services): Promise<void> {
  const runs = [...liveRuns.values()];
  for (const run of runs) run.abort.abort(new ServerStopping());
  await Promise.all(runs.map((run) => run.finished));
}
