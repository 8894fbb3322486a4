import { AppError, type ProveTicketInput, type TicketProof, type TicketProofInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { hashToken } from "@patchops/vault";
import { sql } from "kysely";
import { recordAudit } from "../audit/index.ts";
import type { Visit } from "../context.ts";
import { findMembership } from "../session/index.ts";
import { readMessages } from "./read-messages.ts";

/** What the holder of a mailed link is asked to confirm. Throws `not_found`. */
export async function readProof({ services }: Visit, { token }: TicketProofInput): Promise<TicketProof> {
  return services.database.transaction(async (trx) => {
    const { id, subject, createdAt } = await findByLink(trx, token);
    const messages = await readMessages(trx, id);
    return {
      ...{ subject, createdAt },
      texts: messages.flatMap(({ author, text }) => (author === "requester" ? [text] : [])),
    };
  });
}

/**
 * By the mailed link, once: whose account it is wrote all of the ticket that they were shown. Throws `not_found`, and `conflict` where more
 * was written meanwhile.
 */
export async function proveRequest(visit: Visit, { token, seen }: ProveTicketInput): Promise<void> {
  const { services, address, requestId } = visit;
  const { userId } = await services.database.transaction((trx) => findByLink(trx, token));
  const organizationId = userId === null ? null : await findMembership(services.database, userId);
  const { database } = services;
  async function prove(trx: Transaction): Promise<void> {
    const { id } = await findByLink(trx, token);
    const messages = await readMessages(trx, id);
    if (messages.filter(({ author }) => author === "requester").length !== seen) {
      throw new AppError("conflict", "More was written meanwhile.", { next: "Read it, then confirm." });
    }
    await trx
      .updateTable("supportTickets")
      .set({ verifiedAt: sql`now()`, verifiedVia: "link", proofHash: null, proofExpiresAt: null })
      .where("id", "=", id)
      .execute();
    // Who is in no organization has no audit that it could stand in; the ticket says when it was.
    if (organizationId === null) return;
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "support.prove", targetKind: "ticket", targetId: id },
    );
  }
  await (organizationId === null
    ? database.transaction(prove)
    : database.withOrganization(organizationId, prove));
}

async function findByLink(trx: Transaction, token: string) {
  const row = await trx
    .selectFrom("supportTickets")
    .select(["id", "userId", "subject", "createdAt"])
    .where("proofHash", "=", hashToken(token))
    .where("proofExpiresAt", ">", new Date().toISOString())
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError("not_found", "This link does not work: it was used already, or it is too old.", {
      next: "Answer the mail, and ask for a new one.",
    });
  }
  return row;
}
