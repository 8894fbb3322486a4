import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { apiKeyChannel } from "../../apikey/index.ts";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { queueMail } from "../../mail/index.ts";
import { oauthGrantChannel } from "../../oauth/index.ts";
import { reopenOrganization } from "./close-organization.ts";
import { type DeletionRow, lockDeletion } from "./find-deletion.ts";

/**
 * Takes a deletion back, with those that go with it: members, keys and apps are what they were; logins are begun anew. A system
 * file. Throws `not_found`, `conflict` once it is under way.
 */
export async function cancelWaiting(
  visit: Visit,
  deletionId: string,
  /** Who does it; null = whoever holds the link. */
  userId: string | null,
): Promise<void> {
  const { services, address, requestId } = visit;
  const { database, settings } = services;
  await database.system.transaction().execute(async (trx) => {
    const deletion = await lockDeletion(trx, deletionId);
    if (deletion === undefined) throw new AppError("not_found", "There is no such deletion.");
    requireWaiting(deletion, userId);
    const ended = await trx
      .updateTable("deletions")
      .set({
        ...{ state: "cancelled", endedAt: new Date().toISOString() },
        ...{ subjectName: null, reason: null, contacts: [] },
      })
      .where((where) => where.or([where("id", "=", deletionId), where("parentId", "=", deletionId)]))
      .where("state", "=", "waiting")
      .returning(["subject", "subjectId"])
      .execute();
    // The account first: an organization is opened for somebody.
    if (deletion.subject === "account") await reopenAccount(visit, trx, deletion);
    const organizations = ended.filter(({ subject }) => subject === "organization");
    for (const { subjectId } of organizations) {
      const { hasOwner } = await reopenOrganization(database, trx, subjectId);
      if (!hasOwner) {
        throw new AppError("conflict", "Nobody is left who owned it: it cannot be taken back.");
      }
    }
    const memberships = await trx
      .selectFrom("members")
      .select("organizationId")
      .where("userId", "=", deletion.subjectId)
      .execute();
    const kind = userId === null ? ("system" as const) : ("user" as const);
    for (const organizationId of new Set([
      ...organizations.map(({ subjectId }) => subjectId),
      ...memberships.map((each) => each.organizationId),
    ])) {
      await recordAudit(
        trx,
        { organizationId, kind, id: userId, address, requestId },
        {
          action: `${deletion.subject}.cancel_deletion`,
          targetKind: deletion.subject === "account" ? "user" : "organization",
          targetId: deletion.subjectId,
          data: { by: userId === null ? "link" : "login" },
        },
      );
    }
    for (const to of deletion.contacts) {
      await queueMail(services, trx, {
        kind: "deletion-cancelled",
        to,
        data: {
          subject: deletion.subject,
          name: deletion.subjectName ?? "",
          url: `${settings.publicUrl}/login`,
        },
      });
    }
  });
}

async function reopenAccount(
  { services: { database } }: Visit,
  trx: Transaction,
  { subjectId, accountStatus }: DeletionRow,
): Promise<void> {
  await trx
    .updateTable("users")
    .set({ status: accountStatus ?? "active" })
    .where("id", "=", subjectId)
    .where("status", "=", "deleted")
    .execute();
  for (const channel of [apiKeyChannel, oauthGrantChannel]) await database.notify(trx, channel, subjectId);
}

/** What goes with somebody's account, another of its owners may keep; whoever holds the account's link takes all of it back. */
function requireWaiting({ state, parentId }: DeletionRow, userId: string | null): void {
  if (state === "waiting" && (parentId === null || userId !== null)) return;
  const words = {
    waiting: "It goes with an account: take the account's deletion back.",
    running: "It is being carried out, and cannot be taken back any more.",
    done: "It is done, and cannot be taken back.",
    cancelled: "It was taken back already.",
  };
  throw new AppError("conflict", words[state]);
}
