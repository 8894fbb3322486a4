import { AppError, type SetTicketStatusInput } from "@patchops/contract";
import { sql } from "kysely";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** Closes a ticket, or opens it again. Instance admins. Throws `not_found`. */
export async function setTicketStatus(context: Context, { id, status }: SetTicketStatusInput): Promise<void> {
  requireAccess(context, "admin.setTicketStatus");
  const { services, actor } = context;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
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
    await recordAudit(trx, auditActor(context), {
      action: "support.set_status",
      targetKind: "ticket",
      targetId: id,
      before,
      after: { status },
    });
  });
}
