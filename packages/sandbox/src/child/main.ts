import { Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { createFrameReader, encodeFrame } from "../frame-codec.ts";
import type { ChildMessage, ParentMessage } from "../message.ts";
import { createIsolateMaker } from "./create-isolate-maker.ts";
import { createIsolatePool } from "./isolate-pool.ts";
import { type ChildRun, startRun } from "./start-run.ts";

const watchMs = 10;
const maxFrameBytes = 268_435_456;

/** The process that holds user code. It knows one pipe, fd 3, and nothing else; it ends with it. */
function main(): void {
  const poolSize = Number(process.argv[2]);
  const memoryMb = Number(process.argv[3]);
  const maxRssBytes = Number(process.argv[4]);
  const pool = createIsolatePool(createIsolateMaker(), poolSize, memoryMb);
  const incoming = Buffer.allocUnsafe(65_536);
  // Read into one buffer and past the stream's own queue, which costs a tool call more than its frame does.
  const socket = new Socket({
    fd: 3,
    readable: true,
    writable: true,
    onread: {
      buffer: incoming,
      callback(sizeBytes) {
        read(incoming.subarray(0, sizeBytes));
        return true;
      },
    },
  });
  const runs = new Map<number, ChildRun>();
  let outgoing: ChildMessage[] = [];
  let watchdog: NodeJS.Timeout | undefined;
  /** The last size seen. */
  let rssBytes = 0;

  function flush(): void {
    const messages = outgoing;
    outgoing = [];
    if (messages.length > 0) socket.write(encodeFrame(messages));
  }

  function emit(message: ChildMessage): void {
    outgoing.push(message);
    // One frame for all that this turn brings; an end waits for nobody.
    if (outgoing.length === 1) queueMicrotask(flush);
  }

  function watch(): void {
    rssBytes = process.memoryUsage.rss();
    let computing = 0;
    for (const run of runs.values()) {
      run.watch();
      if (run.isComputing()) computing += 1;
    }
    for (const run of runs.values()) run.noteSize(rssBytes, computing);
    if (rssBytes > maxRssBytes) emit({ type: "oversized", rssBytes });
  }

  const host = {
    pool,
    emit,
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    programs: () => runs.size + 1,
  };

  function receive(message: ParentMessage): void {
    if (message.type === "ping") {
      const running = [...runs].map(([runId, run]) => ({ runId, ...run.usage() }));
      emit({ type: "pong", rssBytes, runs: running });
    } else if (message.type === "run") {
      watchdog ??= setInterval(watch, watchMs);
      const { runId } = message;
      const run = startRun(message, { ...host, rssBytes }, () => {
        runs.delete(runId);
        if (runs.size === 0) {
          clearInterval(watchdog);
          watchdog = undefined;
        }
      });
      runs.set(runId, run);
    } else if (message.type === "answer") runs.get(message.runId)?.answer(message);
    else if (message.type === "deadline") runs.get(message.runId)?.setDeadline(message.leftMs);
    else runs.get(message.runId)?.cancel();
  }

  const read = createFrameReader(maxFrameBytes, (messages) => {
    for (const message of messages as ParentMessage[]) receive(message);
    for (const run of runs.values()) run.flushAnswers();
  });
  // Threads of programs do not let a process end in peace, so it does not try.
  const end = () => process.kill(process.pid, "SIGKILL");
  socket.on("close", end);
  socket.on("error", end);
  pool.tidyLater();
  rssBytes = process.memoryUsage.rss();
  emit({ type: "ready", uid: process.getuid?.() ?? -1, interfaces: Object.keys(networkInterfaces()).length });
}

main();
