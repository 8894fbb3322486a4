import type { InvitationPreview, InvitationTokenInput } from "@patchops/contract";
import type { Visit } from "../context.ts";
import { findInvitation } from "./find.ts";

/** What whoever holds a link may know of it before they are known. Throws `not_found`. */
export async function previewInvitation(
  { services }: Visit,
  { token }: InvitationTokenInput,
): Promise<InvitationPreview> {
  const { organizationId, role, email, createdBy, expiresAt } = await findInvitation(services, token);
  const { organization, maker } = await services.database.withOrganization(organizationId, async (trx) => ({
    organization: await trx
      .selectFrom("organizations")
      .select(["id", "name"])
      .where("id", "=", organizationId)
      .executeTakeFirstOrThrow(),
    maker: await trx
      .selectFrom("users")
      .select(["name", "email"])
      .where("id", "=", createdBy)
      .executeTakeFirstOrThrow(),
  }));
  return {
    organization,
    role,
    email,
    invitedBy: maker.name ?? maker.email,
    expiresAt,
    maySignUp: services.settings.signup === "open" || email !== null,
  };
}
