import type { CreateTicketInput, TicketRef } from "@patchops/contract";
import { countSupportRequest } from "../account/index.ts";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { addTicket } from "./add-ticket.ts";
import { readFailedCalls } from "./failed-calls.ts";

/**
 * Writes to who operates the instance, with those of one's last failed calls in this organization that one sends along. Throws
 * `rate_limited`. Answers the ticket's id.
 */
export async function askSupport(context: Context, input: CreateTicketInput): Promise<TicketRef> {
  requireAccess(context, "support.ask");
  const { kind, subject, text, errors: chosen = [] } = input;
  const { services, actor } = context;
  const { userId, organizationId } = actor;
  await countSupportRequest(context);
  const errors =
    chosen.length === 0
      ? undefined
      : (await readFailedCalls(context)).filter(({ id }) => chosen.includes(id));
  const ticketId = await services.database.withOrganization(organizationId, async (trx) => {
    const { email } = await trx
      .selectFrom("users")
      .select("email")
      .where("id", "=", userId)
      .executeTakeFirstOrThrow();
    const id = await addTicket(services, trx, {
      ...{ userId, organizationId, email, kind, subject, text },
      source: "form",
      ...(errors !== undefined && { errors: errors.map(({ id: _, ...error }) => error) }),
    });
    await recordAudit(trx, auditActor(context), {
      action: "support.ask",
      targetKind: "ticket",
      targetId: id,
      data: { kind, errors: errors?.length ?? 0 },
    });
    return id;
  });
  return { id: ticketId };
}
