import { AppError } from "@patchops/contract";
import type { Context } from "../context.ts";

/** Refuses everybody but the organization's owners and admins, logged in as themselves. Throws `forbidden`. */
export function requireOrganizationAdmin({ actor }: Context): void {
  if (actor.kind === "user" && (actor.role === "owner" || actor.role === "admin")) return;
  throw new AppError("forbidden", "Only an owner or admin of the organization may do this.", {
    next: actor.kind === "user" ? "Ask one of them." : "Log in to the dashboard for it.",
  });
}
