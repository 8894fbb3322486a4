import type { AccountRemoval, OrganizationRemoval } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireLogin } from "../session/index.ts";
import { previewAccount, previewOrganization } from "./system/preview.ts";

/** What deleting one's account would come to. */
export async function accountRemoval(context: Context): Promise<AccountRemoval> {
  requireLogin(context, "account.removal");
  const { services, actor } = context;
  const { deletionGraceDays: graceDays } = services.settings;
  return { graceDays, ...(await previewAccount(services.database, actor.userId)) };
}

/** What deleting the organization would come to. */
export async function organizationRemoval(context: Context): Promise<OrganizationRemoval> {
  requireAccess(context, "organization.removal");
  const { services, actor } = context;
  const { deletionGraceDays: graceDays } = services.settings;
  return { graceDays, ...(await previewOrganization(services.database, actor.organizationId)) };
}
