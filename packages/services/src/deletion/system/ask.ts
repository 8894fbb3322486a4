import { AppError, type AskedDeletion, newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { AuditActor } from "../../audit/index.ts";
import type { Services } from "../../context.ts";
import { queueMail } from "../../mail/index.ts";
import { tellOfBlockedWorkflows } from "../../notification/index.ts";
import { recordInEach } from "../../requester/index.ts";
import { createDeletionLink, proofDays } from "../link.ts";
import { closeOrganization } from "./close-organization.ts";
import { readMembershipsToEnd } from "./memberships.ts";
import { shutOut } from "./shut-out.ts";

const dayMs = 86_400_000;

/** Who asks for a deletion, and on whose word. */
export interface Asking {
  actor: AuditActor;
  askedBy: string | null;
  askedVia: "owner" | "admin" | "operator";
  reason: string | null;
  /** The support request for which it is. */
  ticketId: string | null;
}

type DeletionSubject = { account: string } | { organization: string };

/**
 * Has an account, with the organizations whose only member it is, or an organization deleted when the days of grace are over. From
 * now on nothing of it works any more, which owners of other organizations hear of whose workflows ran for the account; who is concerned gets a mail with a link that takes it back. A system file: an account's
 * organizations are many. Throws `not_found`, `conflict`.
 */
export async function askForDeletion(
  services: Services,
  subject: DeletionSubject,
  asking: Asking,
): Promise<AskedDeletion> {
  const { database, settings } = services;
  const dueAt = new Date(Date.now() + settings.deletionGraceDays * dayMs).toISOString();
  return database.system.transaction().execute(async (trx) => {
    const asked =
      "account" in subject
        ? await closeAccount(services, trx, { userId: subject.account, dueAt, asking })
        : await askForOrganization(services, trx, { organizationId: subject.organization, dueAt, asking });
    for (const to of asked.contacts) {
      const expiresAt = new Date(Date.parse(dueAt) + proofDays * dayMs).toISOString();
      const { url } = await createDeletionLink(services, trx, { deletionId: asked.id, expiresAt });
      await queueMail(services, trx, {
        kind: "deletion-asked",
        to,
        data: { subject: asked.subject, name: asked.name, dueAt, url, byAdmin: asking.askedVia !== "owner" },
      });
    }
    return { id: asked.id, dueAt };
  });
}

interface Wish {
  dueAt: string;
  asking: Asking;
}

async function closeAccount(
  services: Services,
  trx: Transaction,
  { userId, dueAt, asking }: Wish & { userId: string },
) {
  const user = await trx
    .selectFrom("users")
    .select(["email", "status", "isInstanceAdmin", "isService"])
    .where("id", "=", userId)
    .forUpdate()
    .executeTakeFirst();
  if (user === undefined || user.isService) throw new AppError("not_found", "There is no such account.");
  if (user.status === "deleted") throw isAskedAlready();
  if (user.isInstanceAdmin) await requireOtherAdmin(trx, userId);
  const memberships = await readMembershipsToEnd(trx, userId, { isHeld: true });
  const orphans = memberships.filter(({ needsOwner }) => needsOwner);
  if (orphans.length > 0) {
    throw new AppError("conflict", `${orphans.map(({ name }) => name).join(", ")} would have no owner.`, {
      next: "Make somebody else an owner there, or delete the organization first.",
      details: { organizations: orphans.map(({ id, name }) => ({ id, name })) },
    });
  }
  const id = newId();
  const { actor, ...asked } = asking;
  await trx
    .insertInto("deletions")
    .values({
      ...{ id, dueAt, ...asked, contacts: [user.email] },
      ...{ subject: "account", subjectId: userId, subjectName: user.email, accountStatus: user.status },
    })
    .execute();
  await trx.updateTable("users").set({ status: "deleted" }).where("id", "=", userId).execute();
  for (const membership of memberships) {
    if (membership.isAlone) {
      await insertOrganization(
        trx,
        { organizationId: membership.id, name: membership.name, dueAt, asking },
        id,
      );
      await closeOrganization(services.database, trx, membership.id);
    } else await tellOfBlockedWorkflows(services, trx, { organizationId: membership.id, userId });
  }
  await shutOut(services.database, trx, userId);
  const organizations = memberships.map((each) => each.id);
  await recordInEach(trx, actor, {
    ...{ organizations, action: "account.ask_deletion", targetKind: "user", targetId: userId },
    data: { name: user.email, dueAt, ...why(asking) },
  });
  return { id, subject: "account" as const, name: user.email, contacts: [user.email] };
}

async function askForOrganization(
  services: Services,
  trx: Transaction,
  { organizationId, dueAt, asking }: Wish & { organizationId: string },
) {
  const organization = await trx
    .selectFrom("organizations")
    .select("name")
    .where("id", "=", organizationId)
    .forUpdate()
    .executeTakeFirst();
  if (organization === undefined) throw new AppError("not_found", "There is no such organization.");
  const { name } = organization;
  const known = await trx
    .selectFrom("deletions")
    .select("id")
    .where("subjectId", "=", organizationId)
    .where("state", "in", ["waiting", "running"])
    .executeTakeFirst();
  if (known !== undefined) throw isAskedAlready();
  const owners = await trx
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.userId")
    .select("users.email")
    .where("members.organizationId", "=", organizationId)
    .where("members.role", "=", "owner")
    .where("users.isService", "=", false)
    .execute();
  const contacts = owners.map(({ email }) => email);
  const id = await insertOrganization(trx, { organizationId, name, dueAt, asking, contacts }, null);
  await closeOrganization(services.database, trx, organizationId);
  await recordInEach(trx, asking.actor, {
    ...{ organizations: [organizationId], action: "organization.ask_deletion" },
    ...{ targetKind: "organization", targetId: organizationId, data: { name, dueAt, ...why(asking) } },
  });
  return { id, subject: "organization" as const, name, contacts };
}

async function insertOrganization(
  trx: Transaction,
  wish: Wish & { organizationId: string; name: string; contacts?: string[] },
  parentId: string | null,
): Promise<string> {
  const { organizationId, name, dueAt, contacts = [] } = wish;
  const { actor: _, ...asked } = wish.asking;
  const id = newId();
  await trx
    .insertInto("deletions")
    .values({
      ...{ id, parentId, dueAt, ...asked, contacts },
      ...{ subject: "organization", subjectId: organizationId, subjectName: name },
    })
    .execute();
  return id;
}

async function requireOtherAdmin(trx: Transaction, userId: string): Promise<void> {
  const other = await trx
    .selectFrom("users")
    .select("id")
    .where("isInstanceAdmin", "=", true)
    .where("status", "=", "active")
    .where("id", "!=", userId)
    .forUpdate()
    .executeTakeFirst();
  if (other !== undefined) return;
  throw new AppError("conflict", "The instance keeps at least one admin.", {
    next: "Make somebody else an instance admin first: patchops admin grant-admin",
  });
}

/** Of one that an admin began: how they know who asked. */
function why({ reason, ticketId }: Asking) {
  return { ...(reason !== null && { reason }), ...(ticketId !== null && { request: ticketId }) };
}

function isAskedAlready(): AppError {
  return new AppError("conflict", "Its deletion was asked for already.", {
    next: "The mailed link says when it is deleted, and takes it back until then.",
  });
}
