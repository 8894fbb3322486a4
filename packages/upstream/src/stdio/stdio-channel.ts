import { type ClassifiedMessage, classifyMessage, parseJson, type RpcId } from "@patchops/protocol";
import type { Channel, ChannelAnswer, ChannelRequestOptions } from "../channel.ts";
import { UpstreamError } from "../upstream-error.ts";
import { startServerProcess } from "./child-process.ts";
import { createLineSplitter } from "./line-splitter.ts";

interface Pending {
  options: ChannelRequestOptions;
  end(outcome: ChannelAnswer | UpstreamError): void;
}

/** What may wait for a process that does not read its input. */
const maxWaitingBytes = 16 * 1_048_576;
const stderrLength = 4_096;

/** The stdio transport (2025-11-25, basic/transports): a process, a JSON message a line. */
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
  const pending = new Map<RpcId, Pending>();
  const split = createLineSplitter(maxResultBytes);
  let stderr = "";
  let ended: UpstreamError | undefined;
  let isStopping = false;
  let onUnrelated: ((message: ClassifiedMessage) => void) | undefined;

  function end(failure: UpstreamError): void {
    if (ended) return;
    ended = failure;
    for (const { end: fail } of pending.values()) fail(failure);
    if (!isStopping) options.onEnded(stderr);
  }

  function receive(line: string): void {
    let classified: ClassifiedMessage | null = null;
    try {
      classified = classifyMessage(parseJson(line));
    } catch {
      // Some servers print to stdout; what is no message is skipped.
    }
    if (!classified) return;
    const { kind, message } = classified;
    if (kind === "result" || kind === "failure") {
      const { id } = message;
      const call = id === undefined || id === null ? undefined : pending.get(id);
      call?.end({ response: message, bytes: Buffer.byteLength(line) });
      return;
    }
    // One pipe for all: only a progress token says which call is meant.
    const token = kind === "notification" ? message.params?.progressToken : undefined;
    const call = typeof token === "number" ? pending.get(token) : undefined;
    const listener = call?.options.onMessage ?? onUnrelated ?? [...pending.values()][0]?.options.onMessage;
    listener?.(classified);
  }

  child.stdout.on("data", (chunk: Buffer) => {
    const lines = split(chunk);
    if (lines) {
      for (const line of lines) receive(line);
      return;
    }
    end(new UpstreamError("result_too_large", "The process answered more than the limit.", { sent: true }));
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
    get isClosed() {
      return ended !== undefined || isStopping;
    },
    request(message, call) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          const seconds = Math.round(call.timeoutMs / 100) / 10;
          finish(new UpstreamError("timeout", `No answer from the process in ${seconds} s.`, { sent: true }));
        }, call.timeoutMs);
        const onAbort = () =>
          finish(new UpstreamError("cancelled", "The call was cancelled.", { sent: true }));
        function finish(outcome: ChannelAnswer | UpstreamError): void {
          clearTimeout(timer);
          call.signal?.removeEventListener("abort", onAbort);
          pending.delete(message.id);
          if (outcome instanceof UpstreamError) reject(outcome);
          else resolve(outcome);
        }
        try {
          if (call.signal?.aborted)
            throw new UpstreamError("cancelled", "The call was cancelled.", { sent: false });
          write(message);
        } catch (error) {
          clearTimeout(timer);
          reject(error);
          return;
        }
        call.signal?.addEventListener("abort", onAbort);
        pending.set(message.id, { options: call, end: finish });
      });
    },
    async send(message) {
      write(message);
    },
    setVersion: () => undefined,
    listen(onMessage) {
      onUnrelated = onMessage;
    },
    async close() {
      isStopping = true;
      await server.stop();
    },
  };
}
