import { AppError, type CallDetail, type CallRef, callRef } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readPayloadSettings } from "./payload-settings.ts";
import { shownCall } from "./shown-call.ts";

/** One call, with what was said in it when that was kept. Throws `not_found`, also for another organization's. */
export async function getCall(context: Context, rawInput: CallRef): Promise<CallDetail> {
  requireAccess(context, "activity.get");
  const { id } = callRef.parse(rawInput);
  const { services, actor } = context;
  await services.meter.flush();
  const { organizationId } = actor;
  const [call] = await services.usage.calls({ organizationId, filters: {}, ids: [id], limit: 1 });
  if (!call) {
    throw new AppError("not_found", "There is no such call, or it belongs to another organization.");
  }
  return services.database.withOrganization(organizationId, async (trx) => {
    const payload = await trx
      .selectFrom("callPayloads")
      .select(["arguments", "result", "hiddenFields"])
      .where("organizationId", "=", organizationId)
      .where("eventId", "=", id)
      .executeTakeFirst();
    const approval = await trx
      .selectFrom("approvals")
      .select(["id", "status"])
      .where("organizationId", "=", organizationId)
      .where("callId", "=", id)
      .executeTakeFirst();
    const { isOn, keepsPayloads, payloadDays } = await readPayloadSettings(services, trx, organizationId);
    const payloadStorage = { isOn, isChosen: keepsPayloads !== null, days: payloadDays };
    // Who looks as somebody else learns how a call went, not what was said in it.
    const shown = actor.impersonation === undefined ? (payload ?? null) : null;
    return { ...shownCall(context, call), approval: approval ?? null, payload: shown, payloadStorage };
  });
}
