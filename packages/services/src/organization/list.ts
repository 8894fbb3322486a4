import type { OrganizationSummary } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { findMemberships } from "./system/find-memberships.ts";

/** The organizations of the asking person, the first that they joined first; those of a key or an app: its own. */
export async function listOrganizations(context: Context): Promise<OrganizationSummary[]> {
  requireAccess(context, "organization.list");
  const { services, actor } = context;
  const memberships = await findMemberships(services.database, actor.userId);
  return memberships
    .map(({ organizationId: id, name, role }) => ({ id, name, role, isCurrent: id === actor.organizationId }))
    .filter(({ isCurrent }) => isCurrent || actor.kind === "user");
}
