import { AppError, type SetTicketStatusInput } from "@patchops/contract";
import { sql } from "kysely";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** Closes a ticket, or opens it again. Instance admins. Throws `not_found`. */
export async function setTicketStatus(context: Context, input: SetTicketStatusInput): Promise<void> {
  requireAccess(context, "admin.setTicketStatus");
  return setStatus(context.services, input, auditActor(context));
}

/** `patchops admin support close` and `open`. Throws `not_found`, `conflict`. */
export async function setTicketStatusAsOperator(
  services: Services,
  input: SetTicketStatusInput,
): Promise<void> {
  return setStatus(services, input, await instanceOperator(services.database));
}

async function setStatus(
  { database }: Services,
  { id, status }: SetTicketStatusInput,
  actor: AuditActor,
): Promise<void> {
  await database.withOrganization(actor.organizationId, async (trx) => {
    const before = await trx
      .selectFrom("supportTickets")
      .select("status")
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined) throw new AppError("not_found", "There is no such request.");
    await trx
      .updateTable("supportTickets")
      .set({ status, statusAt: sql`now()` })
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, actor, {
      action: "support.set_status",
      targetKind: "ticket",
      targetId: id,
      before,
      after: { status },
    });
  });
}
