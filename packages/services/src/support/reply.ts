import { AppError, type ReplyToTicketInput } from "@patchops/contract";
import { countSupportRequest } from "../account/index.ts";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { addReply } from "./add-reply.ts";

/** Writes further in a ticket of one's own, which opens it again. Throws `not_found`, `rate_limited`. */
export async function replyToTicket(context: Context, { id, text }: ReplyToTicketInput): Promise<void> {
  requireAccess(context, "support.reply");
  const { services, actor } = context;
  await countSupportRequest(context);
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const ticket = await trx
      .selectFrom("supportTickets")
      .select(["id", "userId", "email", "subject"])
      .where("id", "=", id)
      .where("userId", "=", actor.userId)
      .forUpdate()
      .executeTakeFirst();
    if (ticket === undefined) throw new AppError("not_found", "You have no such request.");
    await addReply(services, trx, ticket, { text });
    await recordAudit(trx, auditActor(context), {
      action: "support.reply",
      targetKind: "ticket",
      targetId: id,
    });
  });
}
