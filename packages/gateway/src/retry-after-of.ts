import { isJsonObject, type JsonObject } from "@patchops/protocol";

/** The seconds that a refused call's result tells its client to wait, for the HTTP field. */
export function retryAfterOf({ isError, _meta: meta }: JsonObject): number | undefined {
  const facts = isError === true && isJsonObject(meta) ? meta["patchops/error"] : undefined;
  const seconds = isJsonObject(facts) ? facts.retryAfterSeconds : undefined;
  // Upstreams write results, too.
  return typeof seconds === "number" && Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : undefined;
}
