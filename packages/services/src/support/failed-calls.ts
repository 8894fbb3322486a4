import type { FailedCall } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

const shown = 10;
/** More fail while somebody writes: what was chosen is looked for further back. */
const lookedAt = 100;

/** One's own last failed calls in this organization, the newest first: what may be sent along. */
export async function failedCalls(context: Context): Promise<FailedCall[]> {
  requireAccess(context, "support.errors");
  return (await readFailedCalls(context)).slice(0, shown);
}

/** Names, codes and messages, as the Activity page shows them; no arguments or results. */
export async function readFailedCalls({ services, actor }: Context): Promise<FailedCall[]> {
  const calls = await services.usage.calls({
    organizationId: actor.organizationId,
    filters: { user: actor.userId, failed: true },
    limit: lookedAt,
  });
  return calls.map(({ id, at, tool, connection, errorCode, errorMessage, requestId }) => ({
    ...{ id, at, tool, connection, requestId },
    ...{ code: errorCode, message: errorMessage },
  }));
}
