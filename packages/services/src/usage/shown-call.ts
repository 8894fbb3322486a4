import type { Call } from "@patchops/contract";
import type { Context } from "../context.ts";
import { notShown } from "../not-shown.ts";

/** A call as its asker may read it: who looks as somebody else learns how it went, not what its server said of that. */
export function shownCall<T extends Call>({ actor }: Context, call: T): T {
  return actor.impersonation === undefined || call.errorMessage === null
    ? call
    : { ...call, errorMessage: notShown };
}
