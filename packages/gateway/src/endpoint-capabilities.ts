import { isJsonObject, type JsonObject } from "@patchops/protocol";
import { type Context, offerView } from "@patchops/services";

/**
 * What an endpoint can do: tools always, the rest where one of its upstreams can. Throws `not_found` for a connection that is
 * gone.
 */
export async function endpointCapabilities(
  context: Context,
  endpoint: { connection: string | undefined },
): Promise<JsonObject> {
  const { connections } = await offerView(context, endpoint);
  const declared = connections.map(({ capabilities }) => capabilities);
  const some = (name: string) => declared.some((capabilities) => isJsonObject(capabilities[name]));
  const canSubscribe = declared.some(
    ({ resources }) => isJsonObject(resources) && resources.subscribe === true,
  );
  return {
    tools: { listChanged: true },
    ...(some("prompts") ? { prompts: { listChanged: true } } : {}),
    ...(some("resources")
      ? { resources: { listChanged: true, ...(canSubscribe ? { subscribe: true } : {}) } }
      : {}),
    ...(some("completions") ? { completions: {} } : {}),
    ...(some("logging") ? { logging: {} } : {}),
  };
}
