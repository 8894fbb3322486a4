import { AppError, newId } from "@patchops/contract";
import { recordAudit } from "../audit/index.ts";
import type { Visit } from "../context.ts";
import { hasDeletedOwn } from "../deletion/index.ts";
import { createOrganizationFor, findMemberships } from "../organization/index.ts";
import { findMembership } from "../session/index.ts";

/**
 * The organization that a person is logged in to. Who was taken out of their last one gets one of their own, where sign-up is open; who
 * had it deleted gets one everywhere, since whoever cannot sign in cannot take that back, export what is stored of them, or go altogether.
 * Throws `forbidden`.
 */
export async function ensureMembership(
  { services, address, requestId }: Visit,
  userId: string,
): Promise<string> {
  const { database, settings } = services;
  const known = await findMembership(database, userId);
  if (known !== null) return known;
  if ((await findMemberships(database, userId)).length > 0) {
    throw new AppError("forbidden", "Your organization lets its members in by its own login alone.", {
      next: "Choose Single sign-on on the sign-in page.",
      details: { reason: "sso_required" },
    });
  }
  if (settings.signup !== "open" && !(await hasDeletedOwn(database, userId))) {
    throw new AppError("forbidden", "You are a member of no organization.", {
      next: "Ask an owner or admin of one for an invitation; its link lets you in.",
    });
  }
  const organizationId = newId();
  return database.withOrganization(organizationId, async (trx) => {
    const { name, email } = await trx
      .selectFrom("users")
      .select(["name", "email"])
      .where("id", "=", userId)
      .executeTakeFirstOrThrow();
    await createOrganizationFor(trx, {
      organizationId,
      ownerId: userId,
      name: name ?? email.slice(0, email.lastIndexOf("@")),
      plan: settings.defaultPlan,
    });
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "organization.create", targetKind: "organization", targetId: organizationId },
    );
    return organizationId;
  });
}
