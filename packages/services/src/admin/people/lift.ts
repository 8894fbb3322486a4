import type { AdminGrantInput, UserInput } from "@patchops/contract";
import { auditActor } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { operator } from "../operator.ts";
import { requireAccount } from "../require-account.ts";
import { changeStatus } from "./system/change-status.ts";

/** Lifts a suspension: keys and connected apps work again, logins are begun anew. Throws `not_found`, `conflict`. */
export async function liftSuspension(context: Context, { userId }: UserInput): Promise<void> {
  requireAccess(context, "admin.lift");
  await changeStatus(context.services, auditActor(context), { userId, reason: null });
}

/** `patchops admin lift`. Throws `not_found`, `conflict`. */
export async function liftAsOperator(
  services: Services,
  { email }: AdminGrantInput,
): Promise<{ userId: string }> {
  const { userId, organizationId } = await requireAccount(services, email);
  await changeStatus(services, operator(organizationId), { userId, reason: null });
  return { userId };
}
