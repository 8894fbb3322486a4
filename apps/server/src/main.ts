import { once } from "node:events";
import process from "node:process";
import { DatabaseError } from "@patchops/db";
import { VaultError } from "@patchops/vault";
import { readConfig } from "./config.ts";
import { greeting } from "./greeting.ts";
import { createLog } from "./log.ts";
import { nameSources } from "./name-sources.ts";
import { type RunningServer, startServer } from "./start.ts";
import { StartError } from "./start-error.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Cause and remedy, a line each; anything unforeseen with its stack, since only the operator reads it. */
function complain(error: unknown): void {
  if (error instanceof StartError || error instanceof DatabaseError || error instanceof VaultError) {
    process.stderr.write(`${error.message}\n`);
    return;
  }
  process.stderr.write(
    `PatchOps could not start.\n${nameSources((error instanceof Error && error.stack) || String(error))}\n`,
  );
}

async function main(): Promise<void> {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 24) {
    throw new StartError(
      `PatchOps runs on Node 24 or newer; this is Node ${process.versions.node}.`,
      "Start with npm start, which brings its own Node on Linux; elsewhere install Node 24.",
    );
  }
  // Before anything is begun: what a signal finds half started is ended like the rest.
  const stopping = new AbortController();
  const { signal } = stopping;
  const stop = (name: NodeJS.Signals) => {
    if (signal.aborted) return;
    say(`\nStopping (${name})…`);
    stopping.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);

  const config = readConfig();
  const log = createLog({ isTerminal: process.stderr.isTTY === true });
  process.on("unhandledRejection", (error) => log.error({ error }, "an error was nobody's"));
  const began = performance.now();
  let running: RunningServer;
  try {
    running = await startServer(config, {
      log,
      onStage: (stage) => say(`  ${stage}`),
      signal,
      onLost: (error) => {
        complain(error);
        process.exit(1);
      },
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exit(0);
  }
  say(`  Ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  for (const line of ["", ...greeting(config, running)]) say(line);

  if (!signal.aborted) await once(signal, "abort");
  try {
    await running.stop();
  } catch (error) {
    log.error({ error }, "the server did not stop cleanly");
    process.exit(1);
  }
  process.exit(0);
}

main().catch((error: unknown) => {
  complain(error);
  process.exit(1);
});
