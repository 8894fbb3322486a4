import { AppError, type TicketRef } from "@patchops/contract";
import { createToken, hashToken } from "@patchops/vault";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { requireAccess } from "../require-access.ts";
import { ownerOf } from "./owner-of.ts";

const hoursValid = 72;

/**
 * Mails whose account the address is a link by which they confirm that they wrote the ticket: to the account's own confirmed address. An
 * earlier link holds no more. Instance admins. Throws `not_found`, `conflict` where nobody has such an account.
 */
export async function askForProof(context: Context, ref: TicketRef): Promise<{ expiresAt: string }> {
  requireAccess(context, "admin.askForProof");
  return ask(context.services, ref, auditActor(context));
}

/** `patchops admin support verify`. Throws `not_found`, `conflict`. */
export async function askForProofAsOperator(
  services: Services,
  ref: TicketRef,
): Promise<{ expiresAt: string }> {
  return ask(services, ref, await instanceOperator(services.database));
}

async function ask(services: Services, { id }: TicketRef, actor: AuditActor): Promise<{ expiresAt: string }> {
  const token = createToken();
  const expiresAt = new Date(Date.now() + hoursValid * 3_600_000).toISOString();
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const ticket = await trx
      .selectFrom("supportTickets")
      .select(["userId", "email", "subject"])
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (ticket === undefined) throw new AppError("not_found", "There is no such request.");
    const userId = ticket.userId ?? (await ownerOf(trx, ticket.email));
    const account =
      userId === null
        ? undefined
        : await trx
            .selectFrom("users")
            .select("email")
            .where("id", "=", userId)
            .where("emailVerifiedAt", "is not", null)
            .executeTakeFirst();
    if (userId === null || account === undefined) {
      throw new AppError("conflict", "There is no account with a confirmed address to ask.", {
        next: "Ask them to sign in and write at Support, or verify them in another way and say how.",
      });
    }
    await trx
      .updateTable("supportTickets")
      .set({ userId, proofHash: hashToken(token), proofExpiresAt: expiresAt })
      .where("id", "=", id)
      .execute();
    await queueMail(services, trx, {
      ...{ kind: "support-proof", to: account.email, userId, expiresAt },
      data: { url: `${services.settings.publicUrl}/confirm-request#token=${token}` },
    });
    await recordAudit(trx, actor, {
      action: "support.ask_for_proof",
      targetKind: "ticket",
      targetId: id,
      data: { to: account.email },
    });
  });
  return { expiresAt };
}
