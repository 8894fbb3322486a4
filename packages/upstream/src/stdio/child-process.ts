import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { guardGroup } from "./guard-group.ts";

const graceMs = 2_000;

/** Processes alive now; an exit of this process takes them along. */
const alive = new Set<ChildProcessWithoutNullStreams>();

function killGroup(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    // It leads its own group, so that what it has started itself (npx, shells) ends with it.
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
    child.kill(signal);
  }
}

function killAll(): void {
  for (const child of alive) killGroup(child, "SIGKILL");
}

export interface ServerProcess {
  child: ChildProcessWithoutNullStreams;
  /** Closes its input, then SIGTERM, then SIGKILL, 2 s apart; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a server as a process of its own, with nothing of our environment: a minimal PATH and what the connection declares.
 * It ends with this process at the latest, with everything it has started in its group.
 */
export function startServerProcess(program: {
  command: string;
  args: readonly string[];
  env: Record<string, string>;
}): ServerProcess {
  const path = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;
  const child = spawn(program.command, program.args, {
    cwd: tmpdir(),
    env: { PATH: path, ...program.env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const callOff = child.pid === undefined ? undefined : guardGroup(child.pid);
  if (alive.size === 0) process.once("exit", killAll);
  alive.add(child);
  const gone = new Promise<void>((resolve) => {
    const onGone = () => {
      alive.delete(child);
      if (alive.size === 0) process.removeListener("exit", killAll);
      // Grandchildren that outlived their parent.
      killGroup(child, "SIGKILL");
      callOff?.();
      resolve();
    };
    child.once("exit", onGone);
    child.once("error", () => {
      if (child.pid === undefined) onGone();
    });
  });
  return {
    child,
    async stop() {
      child.stdin.end();
      const timers = [
        setTimeout(() => killGroup(child, "SIGTERM"), graceMs),
        setTimeout(() => killGroup(child, "SIGKILL"), 2 * graceMs),
      ];
      await gone;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
