import { spawn } from "node:child_process";

/** A bare Node process that sends back what it gets over Node's own IPC: the least that a call out of a process costs. */
export async function startEcho() {
  const child = spawn(
    process.execPath,
    ["-e", "process.on('message', (message) => process.send(message)); process.send(0)"],
    { stdio: ["ignore", "ignore", "ignore", "ipc"] },
  );
  let settle: (message?: unknown) => void = () => undefined;
  const next = () =>
    new Promise<unknown>((resolve) => {
      settle = resolve;
    });
  child.on("message", (message) => settle(message));
  await next();
  return {
    /** Milliseconds of one round trip. */
    async roundTrip(): Promise<number> {
      const startedMs = performance.now();
      const answer = next();
      child.send({ sequence: 1, text: "1" });
      await answer;
      return performance.now() - startedMs;
    },
    close: () => child.kill(),
  };
}
