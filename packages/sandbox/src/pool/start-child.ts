import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { createFrameReader, encodeFrame } from "../frame-codec.ts";
import type { ChildMessage, ParentMessage } from "../message.ts";
import type { LaunchPlan } from "./plan-process.ts";

const maxFrameBytes = 268_435_456;
const maxStderrChars = 4_096;

export interface ChildHandlers<Answer> {
  onMessage(message: Answer): void;
  /** Once, when the process is gone. */
  onExit(end: { signal: string | null; stderr: string }): void;
}

/** A process of its own, which is told and tells messages. */
export interface Child<Message = ParentMessage> {
  readonly pid: number | undefined;
  /** Messages of one tick travel in one frame. */
  send(message: Message): void;
  /** SIGKILL: nothing else ends a process whose threads are stuck in native code. */
  kill(): void;
}

/** Starts a sandbox process with an empty environment and one pipe. */
export function startChild<Message = ParentMessage, Answer = ChildMessage>(
  plan: LaunchPlan,
  handlers: ChildHandlers<Answer>,
): Child<Message> {
  const process = spawn(plan.command, plan.args, {
    env: {},
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const pipe = duplexOf(process.stdio[3]);
  let outgoing: Message[] = [];
  let stderr = "";
  let isGone = false;

  const kill = () => {
    process.kill("SIGKILL");
  };
  const read = createFrameReader(maxFrameBytes, (messages) => {
    for (const message of messages as Answer[]) handlers.onMessage(message);
  });
  pipe.on("data", (chunk: Buffer) => {
    if (isGone) return;
    try {
      read(chunk);
    } catch {
      // A child that breaks the framing is no child of ours anymore.
      kill();
    }
  });
  pipe.on("error", kill);
  process.stderr?.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk.toString("utf8")).slice(-maxStderrChars);
  });
  function gone(signal: string | null): void {
    if (isGone) return;
    isGone = true;
    pipe.destroy();
    handlers.onExit({ signal, stderr });
  }
  process.on("error", () => gone(null));
  // `close` rather than `exit`: what the child wrote before it died is read first.
  process.on("close", (_code, signal) => gone(signal));

  plan.sources.then(
    (sources) => {
      if (!isGone) pipe.write(sources);
    },
    (error: unknown) => {
      stderr = String(error);
      kill();
    },
  );

  function flush(): void {
    const messages = outgoing;
    outgoing = [];
    if (!isGone) pipe.write(encodeFrame(messages));
  }

  return {
    pid: process.pid,
    send(message) {
      outgoing.push(message);
      if (outgoing.length === 1) queueMicrotask(flush);
    },
    kill,
  };
}

/** Node types every extra stdio as one-way; a pipe is a socket. */
function duplexOf(stream: unknown): Duplex {
  if (!(stream instanceof Duplex)) throw new TypeError("the child has no pipe");
  return stream;
}
