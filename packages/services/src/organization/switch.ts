import { AppError, type OrganizationRef, type Role } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";

/** Lets the asking browser go on in another organization of its person. Throws `not_found`, `forbidden`. */
export async function switchOrganization(
  context: Context,
  { organizationId }: OrganizationRef,
): Promise<OrganizationRef> {
  const loginSessionId = requireLogin(context, "organization.switch");
  const { services, actor } = context;
  await services.database.withOrganization(organizationId, async (trx) => {
    const member = await trx
      .selectFrom("members")
      .select("role")
      .where("organizationId", "=", organizationId)
      .where("userId", "=", actor.userId)
      .forShare()
      .executeTakeFirst();
    if (member === undefined) throw new AppError("not_found", "There is no such organization.");
    await requireOwnLogin(trx, { organizationId, loginSessionId, role: member.role });
    await trx.updateTable("loginSessions").set({ organizationId }).where("id", "=", loginSessionId).execute();
    await recordAudit(
      trx,
      { ...auditActor(context), organizationId },
      { action: "organization.switch", targetKind: "organization", targetId: organizationId },
    );
  });
  return { organizationId };
}

/** Where an organization lets its members in by its own provider alone, a login by another way leads nowhere there. Throws `forbidden`. */
async function requireOwnLogin(
  trx: Transaction,
  { organizationId, loginSessionId, role }: { organizationId: string; loginSessionId: string; role: Role },
): Promise<void> {
  if (role === "owner") return;
  const enforced = await trx
    .selectFrom("singleSignOn")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("isEnforced", "=", true)
    .executeTakeFirst();
  if (enforced === undefined) return;
  const login = await trx
    .selectFrom("loginSessions")
    .select("ssoOrganizationId")
    .where("id", "=", loginSessionId)
    .executeTakeFirst();
  if (login?.ssoOrganizationId === organizationId) return;
  throw new AppError("forbidden", "That organization lets its members in by its own login alone.", {
    next: "Sign out, and choose Single sign-on on the sign-in page.",
    details: { reason: "sso_required" },
  });
}
