import type { CreateTicketInput, TicketError, TicketRef } from "@patchops/contract";
import { countSupportRequest } from "../account/index.ts";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { addTicket } from "./add-ticket.ts";

const errorsTaken = 10;

/**
 * Writes to who operates the instance, with one's last failed calls in this organization where one agrees. Throws `rate_limited`.
 * Answers the ticket's id.
 */
export async function askSupport(context: Context, input: CreateTicketInput): Promise<TicketRef> {
  requireAccess(context, "support.ask");
  const { kind, subject, text, withErrors = false } = input;
  const { services, actor } = context;
  const { userId, organizationId } = actor;
  await countSupportRequest(context);
  const errors = withErrors ? await lastErrors(context) : undefined;
  const id = await services.database.withOrganization(organizationId, async (trx) => {
    const { email } = await trx
      .selectFrom("users")
      .select("email")
      .where("id", "=", userId)
      .executeTakeFirstOrThrow();
    const ticketId = await addTicket(services, trx, {
      ...{ userId, organizationId, email, kind, subject, text },
      source: "form",
      ...(errors !== undefined && { errors }),
    });
    await recordAudit(trx, auditActor(context), {
      action: "support.ask",
      targetKind: "ticket",
      targetId: ticketId,
      data: { kind, errors: errors?.length ?? 0 },
    });
    return ticketId;
  });
  return { id };
}

/** Names, codes and messages, as the Activity page shows them; no arguments or results. */
async function lastErrors({ services, actor }: Context): Promise<TicketError[]> {
  const calls = await services.usage.calls({
    organizationId: actor.organizationId,
    filters: { user: actor.userId, failed: true },
    limit: errorsTaken,
  });
  return calls.map(({ at, tool, connection, errorCode, errorMessage, requestId }) => ({
    ...{ at, tool, connection, requestId },
    ...{ code: errorCode, message: errorMessage },
  }));
}
