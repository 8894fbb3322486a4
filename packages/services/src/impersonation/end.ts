import { AppError } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";
import { storeEnd } from "./system/store-end.ts";

/** The browser is its admin's own again. Throws `conflict` where it looks as nobody. */
export async function endImpersonation(context: Context): Promise<void> {
  const loginSessionId = requireLogin(context, "account.endImpersonation");
  const { impersonation } = context.actor;
  if (impersonation === undefined) throw new AppError("conflict", "You look as nobody else.");
  await storeEnd(context, { impersonationId: impersonation.id, loginSessionId });
}
