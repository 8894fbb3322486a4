import { AppError, type CallDetail, type CallRef, callRef } from "@patchops/contract";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readCalls } from "./read-calls.ts";

/** One call, with what was said in it when that was kept. Throws `not_found`, also for another organization's. */
export async function getCall(context: Context, rawInput: CallRef): Promise<CallDetail> {
  requireAccess(context, "activity.get");
  const { id } = callRef.parse(rawInput);
  const { services, actor } = context;
  await services.meter.flush();
  return services.database.withOrganization(actor.organizationId, async (trx) => {
    const [call] = await readCalls(trx, {
      organizationId: actor.organizationId,
      filters: {},
      where: sql`e.id = ${id}::uuid`,
      limit: 1,
    });
    if (!call)
      throw new AppError("not_found", "There is no such call, or it belongs to another organization.");
    const payload = await trx
      .selectFrom("callPayloads")
      .select(["arguments", "result", "hiddenFields"])
      .where("organizationId", "=", actor.organizationId)
      .where("eventId", "=", id)
      .executeTakeFirst();
    const approval = await trx
      .selectFrom("approvals")
      .select(["id", "status"])
      .where("organizationId", "=", actor.organizationId)
      .where("callId", "=", id)
      .executeTakeFirst();
    return { ...call, approval: approval ?? null, payload: payload ?? null };
  });
}
