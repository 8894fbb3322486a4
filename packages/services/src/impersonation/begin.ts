import { AppError, type ImpersonateInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireLogin, requireProof } from "../session/index.ts";
import { storeBeginning } from "./system/store-beginning.ts";

/**
 * Lets an admin of the instance see, in their own browser and for 30 minutes at most, what somebody sees: read only, told to the person by mail
 * and in both audit logs. Not as another admin or as themselves. Throws `step_up_required`, `not_found`, `conflict`.
 */
export async function beginImpersonation(
  context: Context,
  input: ImpersonateInput,
): Promise<{ endsAt: string }> {
  const loginSessionId = requireLogin(context, "admin.impersonate");
  await requireProof(context, "admin.impersonate");
  if (input.userId === context.actor.userId) {
    throw new AppError("conflict", "You see already what you see.");
  }
  return storeBeginning(context, { ...input, loginSessionId });
}
