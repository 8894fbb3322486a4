import type { InvitationTokenInput, OrganizationRef } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";
import { findInvitation } from "./find.ts";
import { joinByInvitation } from "./join.ts";

/** Joins by an invitation's link as who is logged in; the browser goes on there. Throws `not_found`, `forbidden`. */
export async function acceptInvitation(
  context: Context,
  { token }: InvitationTokenInput,
): Promise<OrganizationRef> {
  const loginSessionId = requireLogin(context, "invitation.accept");
  const { services, actor } = context;
  const { userId } = actor;
  const invitation = await findInvitation(services, token);
  const { organizationId } = invitation;
  await services.database.withOrganization(organizationId, async (trx) => {
    const { email } = await trx
      .selectFrom("users")
      .select("email")
      .where("id", "=", userId)
      .executeTakeFirstOrThrow();
    await joinByInvitation(context, trx, { invitation, userId, email });
    await trx.updateTable("loginSessions").set({ organizationId }).where("id", "=", loginSessionId).execute();
  });
  return { organizationId };
}
