import type { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";

/** Ends a Postgres that may not have written its `postmaster.pid` yet: cleanly, then at once, then by force. */
export async function endChild(child: ChildProcess): Promise<void> {
  const hasEnded = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  for (const [signal, waitMs] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 10_000],
  ] as const) {
    child.kill(signal);
    const deadline = Date.now() + waitMs;
    while (!hasEnded() && Date.now() < deadline) await setTimeout(10);
    if (hasEnded()) return;
  }
}
