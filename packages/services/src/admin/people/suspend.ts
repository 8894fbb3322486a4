import { AppError, type SuspendAsOperatorInput, type SuspendInput } from "@patchops/contract";
import { auditActor } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { operator } from "../operator.ts";
import { requireAccount } from "../require-account.ts";
import { changeStatus } from "./system/change-status.ts";

/**
 * Suspends an account (S38): its logins and MCP sessions end at once on every node; its keys and connected apps are refused with
 * the reason until it is lifted. Instance admins, but never themselves. Throws `not_found`, `conflict`.
 */
export async function suspendAccount(context: Context, { userId, reason }: SuspendInput): Promise<void> {
  requireAccess(context, "admin.suspend");
  if (userId === context.actor.userId) {
    throw new AppError("conflict", "You cannot suspend yourself.", {
      next: "Another instance admin can, or the operator: patchops admin suspend",
    });
  }
  await changeStatus(context.services, auditActor(context), { userId, reason });
}

/** `patchops admin suspend`. Throws `not_found`, `conflict`. */
export async function suspendAsOperator(
  services: Services,
  { email, reason }: SuspendAsOperatorInput,
): Promise<{ userId: string }> {
  const { userId, organizationId } = await requireAccount(services, email);
  await changeStatus(services, operator(organizationId), { userId, reason });
  return { userId };
}
