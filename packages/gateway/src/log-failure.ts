import { AppError } from "@patchops/contract";
import type { Services } from "@patchops/services";
import { RpcRefusal } from "./rpc-refusal.ts";

/**
 * Puts into the log, under its request's id, why a request was not answered: the error whole where the fault is ours, else its code alone,
 * for its words may repeat what was sent.
 */
export function logFailure(
  { services: { log }, requestId }: { services: Pick<Services, "log">; requestId: string },
  face: "MCP" | "OAuth",
  error: unknown,
): void {
  const known = error instanceof RpcRefusal ? error.error : error;
  if (known instanceof AppError) log.info({ code: known.code, requestId }, `an ${face} request was refused`);
  else log.error({ error, requestId }, `an ${face} request failed`);
}
