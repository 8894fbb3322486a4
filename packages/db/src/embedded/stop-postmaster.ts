import { setTimeout } from "node:timers/promises";
import { DatabaseError } from "../database-error.ts";
import { type Postmaster, postmasterState, readPostmaster } from "./postmaster.ts";

const fastShutdownMs = 30_000;
const immediateShutdownMs = 10_000;

/**
 * Ends the Postgres of this directory: SIGINT breaks off its sessions and writes everything down (fast shutdown);
 * SIGQUIT, when that takes longer than 30 s, leaves the rest to recovery. Does nothing when none runs.
 */
export async function stopPostmaster(clusterDir: string): Promise<void> {
  const postmaster = await readPostmaster(clusterDir);
  if (postmaster === undefined || (await postmasterState(postmaster, clusterDir)) !== "running") return;
  if (await endBy("SIGINT", fastShutdownMs, postmaster, clusterDir)) return;
  if (await endBy("SIGQUIT", immediateShutdownMs, postmaster, clusterDir)) return;
  throw new DatabaseError(
    "postgres_stop_failed",
    `The database process ${postmaster.pid} does not end.`,
    `Look at it, then end it by hand: kill -9 ${postmaster.pid}. The next start recovers.`,
  );
}

async function endBy(
  signal: NodeJS.Signals,
  waitMs: number,
  postmaster: Postmaster,
  clusterDir: string,
): Promise<boolean> {
  try {
    process.kill(postmaster.pid, signal);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return true;
    throw error;
  }
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    if ((await postmasterState(postmaster, clusterDir)) !== "running") return true;
    await setTimeout(10);
  }
  return false;
}
