import type { Customer, CustomerRef, FindCustomerInput } from "@patchops/contract";
import { operator } from "../admin/index.ts";
import { auditActor } from "../audit/index.ts";
import { findCustomer } from "../billing/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { changeFreeze } from "./change-freeze.ts";

/** Lets all work again as it is; what ended stays ended. Instance admins. Throws `not_found`, `conflict`. */
export async function unfreezeOrganization(context: Context, { organizationId }: CustomerRef): Promise<void> {
  requireAccess(context, "admin.unfreeze");
  await changeFreeze(context.services, auditActor(context), { organizationId, to: null });
}

/** `patchops admin unfreeze`. Throws as `findCustomer` does, and `conflict`. */
export async function unfreezeAsOperator(
  services: Services,
  { organization }: FindCustomerInput,
): Promise<Pick<Customer, "id" | "name">> {
  const { id, name } = await findCustomer(services, { organization });
  await changeFreeze(services, operator(id), { organizationId: id, to: null });
  return { id, name };
}
