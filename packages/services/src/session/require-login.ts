import { AppError, type Verb } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** `requireAccess` for what a person does in a browser; answers the login that asks. Throws `forbidden`. */
export function requireLogin(context: Context, verb: Verb): string {
  requireAccess(context, verb);
  const { loginSessionId } = context.actor;
  if (loginSessionId !== null) return loginSessionId;
  throw new AppError("forbidden", "This needs a login.", { next: "Log in to the dashboard for it." });
}
