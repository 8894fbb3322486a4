import type { Customer, FreezeAsOperatorInput, FreezeInput } from "@patchops/contract";
import { operator } from "../admin/index.ts";
import { auditActor } from "../audit/index.ts";
import { findCustomer } from "../billing/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { changeFreeze } from "./change-freeze.ts";

/**
 * Freezes an organization: on every node its calls, runs, schedules and webhooks are refused from now on, and what is under way ends. Its
 * people see why. One that is frozen gets the reason that is given now. Instance admins. Throws `not_found`; `conflict` where it is frozen and no
 * reason is given.
 */
export async function freezeOrganization(context: Context, input: FreezeInput): Promise<void> {
  requireAccess(context, "admin.freeze");
  const { organizationId, reason } = input;
  const to = { reason: reason ?? null };
  await changeFreeze(context.services, auditActor(context), { organizationId, to });
}

/** `patchops admin freeze`. Throws as `findCustomer` does, and `conflict`. */
export async function freezeAsOperator(
  services: Services,
  { organization, reason }: FreezeAsOperatorInput,
): Promise<Pick<Customer, "id" | "name">> {
  const { id, name } = await findCustomer(services, { organization });
  await changeFreeze(services, operator(id), { organizationId: id, to: { reason: reason ?? null } });
  return { id, name };
}
