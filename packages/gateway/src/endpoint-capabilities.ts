import { type Era, isJsonObject, type JsonObject } from "@patchops/protocol";
import { type Context, offerView } from "@patchops/services";
import { codeMode } from "./stand-in/code-mode.ts";
import { findStandIn } from "./stand-in/find-stand-in.ts";

/**
 * What an endpoint can do: tools always, the rest where one of its upstreams can. Throws `not_found` for a connection that is
 * gone.
 */
export async function endpointCapabilities(
  context: Context,
  endpoint: { connection: string | undefined },
  era: Era,
): Promise<JsonObject> {
  const { connections, callable, pagesOfSingleTools } = await offerView(context, endpoint);
  const declared = connections.map(({ capabilities }) => capabilities);
  const declaredForCalls = callable.map(({ capabilities }) => capabilities);
  const some = (name: string, of = declared) => of.some((capabilities) => isJsonObject(capabilities[name]));
  const union = (name: string): JsonObject =>
    Object.assign({}, ...declaredForCalls.map((capabilities) => capabilities[name]).filter(isJsonObject));
  const canSubscribe = declared.some(
    ({ resources }) => isJsonObject(resources) && resources.subscribe === true,
  );
  return {
    tools: { listChanged: true },
    ...(some("prompts") ? { prompts: { listChanged: true } } : {}),
    ...(some("resources") || pagesOfSingleTools().length > 0
      ? { resources: { listChanged: true, ...(canSubscribe ? { subscribe: true } : {}) } }
      : {}),
    ...(some("completions") ? { completions: {} } : {}),
    // What a program logs is told while it runs.
    ...(some("logging", declaredForCalls) || (await findStandIn(context, endpoint)) === codeMode
      ? { logging: {} }
      : {}),
    // Each era has its own form of tasks, which does not cross.
    ...(era === "legacy" && some("tasks", declaredForCalls) ? { tasks: union("tasks") } : {}),
    ...(some("extensions", declaredForCalls) ? { extensions: union("extensions") } : {}),
  };
}
