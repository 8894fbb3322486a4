import { isJsonObject, type JsonObject, type RpcErrorObject } from "@patchops/protocol";
import type { Services } from "@patchops/services";
import { rpcError } from "../rpc-error.ts";
import type { Turn } from "./held-call.ts";
import type { HeldCalls } from "./held-calls.ts";

/** A turn as it travels between nodes. */
type Outcome = Turn | { error: RpcErrorObject };

/** What another node wrote; null for nothing. */
export function readOutcome(written: JsonObject | null | undefined): Outcome | null {
  if (!written) return null;
  // Written by `resumeForAnotherNode` of the same release, or of one that differs in nothing here.
  return isJsonObject(written.result) || isJsonObject(written.questions) || isJsonObject(written.error)
    ? (written as Outcome)
    : null;
}

/** Goes on with a call that is held here, for a retry that came to another node. Null where it is not here. */
export function resumeForAnotherNode(
  services: Services,
  calls: HeldCalls,
  { callId, organizationId }: { callId: string; organizationId: string },
): ((responses: JsonObject) => Promise<JsonObject>) | null {
  const call = calls.take(callId, organizationId);
  if (!call) return null;
  return async (responses) => {
    try {
      const turn = await call.resume(responses);
      if ("questions" in turn) calls.hold(call, organizationId);
      return { ...turn };
    } catch (error) {
      const place = { requestId: call.id, publicUrl: services.settings.publicUrl };
      return { error: rpcError(error, place, "modern") };
    }
  };
}
