import type { IncomingMessage } from "node:http";
import { AppError } from "@patchops/contract";

/** How long the rest of a refused body is still swallowed, so that its sender gets to read the answer. */
const drainMs = 5_000;

function tooLarge(maxBytes: number): AppError {
  return new AppError("too_large", `A request may have at most ${maxBytes / 1_048_576} MiB.`);
}

function swallow(request: IncomingMessage): void {
  request.resume();
  const timer = setTimeout(() => request.destroy(), drainMs);
  request.once("close", () => clearTimeout(timer));
}

/**
 * The request's body. Throws `too_large`, `unsupported_media_type` and `malformed_request`;
 * a sender that is slower than `timeoutMs` is cut off.
 */
export function readBody(
  request: IncomingMessage,
  limits: { maxBytes: number; timeoutMs: number },
): Promise<Buffer> {
  const { "content-type": type, "content-encoding": encoding, "content-length": length } = request.headers;
  return new Promise((resolve, reject) => {
    const refuse = (error: AppError) => {
      swallow(request);
      reject(error);
    };
    if (type === undefined || !/^application\/json\s*(;|$)/i.test(type)) {
      refuse(new AppError("unsupported_media_type", "Send JSON with Content-Type: application/json."));
      return;
    }
    if (encoding !== undefined && encoding !== "identity") {
      refuse(new AppError("unsupported_media_type", "Send the body without a Content-Encoding."));
      return;
    }
    if (length !== undefined && Number(length) > limits.maxBytes) {
      refuse(tooLarge(limits.maxBytes));
      return;
    }
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const timer = setTimeout(() => request.destroy(), limits.timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      request.off("data", onData).off("end", onEnd).off("close", onClose);
    };
    const onData = (chunk: Buffer) => {
      sizeBytes += chunk.length;
      chunks.push(chunk);
      if (sizeBytes <= limits.maxBytes) return;
      settle();
      refuse(tooLarge(limits.maxBytes));
    };
    const onEnd = () => {
      settle();
      const [first] = chunks;
      resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks));
    };
    const onClose = () => {
      settle();
      reject(new AppError("malformed_request", "The request ended before its body did."));
    };
    request.on("data", onData).once("end", onEnd).once("close", onClose);
  });
}
