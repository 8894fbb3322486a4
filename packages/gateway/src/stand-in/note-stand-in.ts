import type { JsonObject } from "@patchops/protocol";
import type { Context } from "@patchops/services";
import { note } from "../note.ts";
import type { MethodRequest } from "../perform.ts";

/** A tool of our own that is no metered call, in the record of its session: that it was used, never with what words. */
export function noteStandIn(
  context: Context,
  { params, promptSessionId }: Pick<MethodRequest, "params" | "promptSessionId">,
  run: () => Promise<JsonObject>,
): Promise<JsonObject> {
  return note(
    context,
    { promptSessionId, kind: "tools/call", subject: String(params.name) },
    run,
    (result) => (result.isError === true ? "tool_error" : "ok"),
  );
}
