import type { LogLinesInput } from "@patchops/contract";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** What this node's log said lately of a request, each line as it was written. Instance admins. */
export function logLines(context: Context, input: LogLinesInput): { lines: string[] } {
  requireAccess(context, "admin.logs");
  return logLinesAsOperator(context.services, input);
}

/** `patchops admin logs`. */
export function logLinesAsOperator({ log }: Services, { requestId }: LogLinesInput): { lines: string[] } {
  return { lines: log.linesOf?.(requestId) ?? [] };
}
