import type { Channel, ListenOptions } from "../channel.ts";
import { PendingAnswers } from "../pending-answers.ts";
import { UpstreamError } from "../upstream-error.ts";
import { startServerProcess } from "./child-process.ts";
import { createLineSplitter } from "./line-splitter.ts";

/** What may wait for a process that does not read its input. */
const maxWaitingBytes = 16 * 1_048_576;
const stderrLength = 4_096;

/** The stdio transport (basic/transports of each revision): a process, a JSON message a line. */
export function createStdioChannel(options: {
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  maxResultBytes: number;
  /** The end of what it wrote to stderr, when it ended by itself. */
  onEnded(stderr: string): void;
}): Channel {
  const { maxResultBytes } = options;
  const server = startServerProcess(options);
  const { child } = server;
  const pending = new PendingAnswers("the process");
  const split = createLineSplitter(maxResultBytes, 16 * maxResultBytes);
  let stderr = "";
  let ended: UpstreamError | undefined;
  let isStopping = false;
  let onLost: ListenOptions["onLost"] | undefined;

  function end(failure: UpstreamError): void {
    if (ended) return;
    ended = failure;
    pending.endAll(failure);
    if (isStopping) return;
    options.onEnded(stderr);
    onLost?.();
  }

  child.stdout.on("data", (chunk: Buffer) => {
    const lines = split(chunk);
    if (lines) {
      for (const line of lines) {
        if (typeof line === "string") pending.receive(line);
        else pending.refuse(line.start + line.end, tooLarge());
      }
      return;
    }
    end(tooLarge());
    void server.stop();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk.toString("utf8")).slice(-stderrLength);
  });
  // The exit says more; a pipe that breaks before it is no news.
  child.stdin.on("error", () => undefined);
  child.once("error", (cause) => {
    end(new UpstreamError("process_failed", "The process could not be started.", { sent: false, cause }));
  });
  child.once("close", (code, signal) => {
    const how = code === null ? `by ${signal ?? "a signal"}` : `with code ${code}`;
    end(new UpstreamError("process_failed", `The process ended ${how}.`, { sent: true }));
  });

  function write(message: unknown): void {
    if (ended) throw ended.asNotSent();
    if (child.stdin.writableLength > maxWaitingBytes) {
      throw new UpstreamError("process_failed", "The process does not read its input.", { sent: false });
    }
    child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  return {
    hasStreamPerRequest: false,
    get isClosed() {
      return ended !== undefined || isStopping;
    },
    request: (message, call) =>
      pending.request(message.id, call, () => {
        write(message);
        return undefined;
      }),
    async send(message) {
      write(message);
    },
    setVersion: () => undefined,
    async listen(options) {
      pending.onUnrelated = options.onMessage;
      onLost = options.onLost;
    },
    async close() {
      isStopping = true;
      await server.stop();
    },
  };
}

function tooLarge(): UpstreamError {
  return new UpstreamError("result_too_large", "The process answered more than the limit.", { sent: true });
}
