import type { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { hasEnded } from "./has-ended.ts";

/** Ends a Postgres that may not have written its `postmaster.pid` yet: cleanly, then at once, then by force. */
export async function endChild(child: ChildProcess): Promise<void> {
  for (const [signal, waitMs] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 10_000],
  ] as const) {
    child.kill(signal);
    const deadline = Date.now() + waitMs;
    while (!hasEnded(child) && Date.now() < deadline) await setTimeout(10);
    if (hasEnded(child)) return;
  }
}
