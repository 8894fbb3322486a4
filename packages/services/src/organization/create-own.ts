import { AppError, type CreateOrganizationInput, newId, type OrganizationRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";
import { createOrganizationFor } from "./create.ts";
import { findMemberships } from "./system/find-memberships.ts";

/** More than that one person owns only by accident, or to get around a plan's limits. */
const maxOwned = 20;

/** Makes another organization, which the asker owns; their browser goes on in it. Throws `conflict` for too many. */
export async function createOrganization(
  context: Context,
  { name }: CreateOrganizationInput,
): Promise<OrganizationRef> {
  const loginSessionId = requireLogin(context, "organization.create");
  const { services, actor } = context;
  const memberships = await findMemberships(services.database, actor.userId);
  if (memberships.filter(({ role }) => role === "owner").length >= maxOwned) {
    throw new AppError("conflict", `One person owns at most ${maxOwned} organizations.`, {
      next: "Use one of yours, or hand one over first.",
    });
  }
  const organizationId = newId();
  await services.database.withOrganization(organizationId, async (trx) => {
    await createOrganizationFor(trx, {
      organizationId,
      ownerId: actor.userId,
      name,
      plan: services.settings.defaultPlan,
    });
    await trx.updateTable("loginSessions").set({ organizationId }).where("id", "=", loginSessionId).execute();
    await recordAudit(
      trx,
      { ...auditActor(context), organizationId },
      { action: "organization.create", targetKind: "organization", targetId: organizationId, data: { name } },
    );
  });
  return { organizationId };
}
