import type { PlanId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

export interface NewOrganization {
  /** The organization of the transaction. */
  organizationId: string;
  ownerId: string;
  name: string;
  plan: PlanId;
}

/** Makes an organization with its owner, inside the transaction that makes the owner (`withOrganization` of its new id). */
export async function createOrganizationFor(trx: Transaction, organization: NewOrganization): Promise<void> {
  const { organizationId, ownerId, name, plan } = organization;
  await trx.insertInto("organizations").values({ id: organizationId, name, plan }).execute();
  await trx.insertInto("members").values({ organizationId, userId: ownerId, role: "owner" }).execute();
}
