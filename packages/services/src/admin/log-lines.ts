import type { LogLinesInput } from "@patchops/contract";
import type { Services } from "../context.ts";

/** `patchops admin logs`: what this node's log said lately of a request, each line as it was written. */
export function logLines({ log }: Services, { requestId }: LogLinesInput): { lines: string[] } {
  return { lines: log.linesOf?.(requestId) ?? [] };
}
