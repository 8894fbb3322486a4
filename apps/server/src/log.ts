import type { Log } from "@patchops/services";
import pino, { type DestinationStream, type Logger, type SerializedError } from "pino";
import { limitRepeats } from "./limit-repeats.ts";
import { nameSources } from "./name-sources.ts";
import { createRecentLines } from "./recent-lines.ts";

/**
 * Structured logs on stderr (or where it is told to), a JSON object a line; people at a terminal see warnings only, the rest is found by a
 * request's id (`linesOf`) for as long as the last lines are kept. What may hold a secret is cut before it is written; JSON escapes line
 * breaks and control characters (S27).
 */
export function createLog(
  options: { isTerminal: boolean },
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger & Required<Pick<Log, "linesOf">> {
  const recent = createRecentLines();
  const logger = pino(
    {
      level: "info",
      base: null,
      hooks: { logMethod: limitRepeats() },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: writeError },
      redact: {
        paths: [
          "*.authorization",
          "*.cookie",
          "*.password",
          "*.token",
          "*.secret",
          "*.apiKey",
          "*.headers",
          "error.parameters",
          "error.query",
        ],
        censor: "[hidden]",
      },
    },
    pino.multistream([
      { level: options.isTerminal ? "warn" : "info", stream: destination },
      { level: "info", stream: recent },
    ]),
  );
  return Object.assign(logger, { linesOf: recent.of });
}

function writeError(error: Error): SerializedError {
  const written = pino.stdSerializers.errWithCause(error);
  // What is thrown need not be an error.
  if (typeof written?.stack === "string") written.stack = nameSources(written.stack);
  return written;
}
