import { isJsonObject, type JsonObject, RpcError, rpcErrorCodes } from "@patchops/protocol";
import { elicitationModes } from "./elicitation-modes.ts";

/** What a client must be able to do for a question of its kind. */
const capabilityOf: Readonly<Record<string, string>> = {
  "elicitation/create": "elicitation",
  "sampling/createMessage": "sampling",
  "roots/list": "roots",
};

/** Why a client is not asked: it never said that it could answer this. Null when it did. */
export function cannotAnswer(
  capabilities: JsonObject,
  { method, params }: { method: string; params: JsonObject },
): RpcError | null {
  const { [capabilityOf[method] ?? "tasks"]: capability } = capabilities;
  if (!isJsonObject(capability)) {
    return new RpcError(`The client cannot answer ${method}.`, { code: rpcErrorCodes.methodNotFound });
  }
  if (method !== "elicitation/create") return null;
  const { form, url } = elicitationModes(capabilities);
  if (params.mode === "url" ? url : form) return null;
  return new RpcError("The client has no such elicitation.", { code: rpcErrorCodes.invalidParams });
}
