import { AppError, type SettleUsageInput, type StuckUsage } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";

import { requireAccess } from "../../require-access.ts";
import { findStuckUnits, settleStuckUnits } from "./system/stuck-units.ts";

/** Usage that Stripe refused, or of which nobody can tell whether it has it. Instance admins. */
export async function listStuckUsage(context: Context): Promise<StuckUsage[]> {
  requireAccess(context, "admin.stuckUsage");
  return findStuckUnits(context.services.database);
}

/** `patchops admin stripe-usage list`. */
export async function listStuckUsageAsOperator({ database }: Services): Promise<StuckUsage[]> {
  return findStuckUnits(database);
}

/** Says of such usage that Stripe has it, or has it sent anew. Instance admins. Throws `not_found`. */
export async function settleUsage(
  context: Context,
  input: SettleUsageInput,
  at = new Date(),
): Promise<SettleUsageInput> {
  requireAccess(context, "admin.settleUsage");
  return settle(context.services, input, { actor: auditActor(context), at });
}

/** `patchops admin stripe-usage settle`. Throws `not_found`. */
export async function settleUsageAsOperator(
  services: Services,
  input: SettleUsageInput,
): Promise<SettleUsageInput> {
  return settle(services, input, { actor: await instanceOperator(services.database), at: new Date() });
}

async function settle(
  { database }: Services,
  input: SettleUsageInput,
  by: { actor: AuditActor; at: Date },
): Promise<SettleUsageInput> {
  if (await settleStuckUnits(database, { ...input, ...by })) return input;
  throw new AppError("not_found", "No usage of that identifier waits for anybody.");
}
