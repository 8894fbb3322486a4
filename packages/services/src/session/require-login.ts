import { AppError } from "@patchops/contract";
import type { Context } from "../context.ts";

/** The id of the browser login that asks. Throws `forbidden` for API keys: no scope of theirs reaches a person's account. */
export function requireLogin({ actor }: Context): string {
  if (actor.kind === "user" && actor.loginSessionId !== null) return actor.loginSessionId;
  throw new AppError("forbidden", "An API key may not do this.", { next: "Log in to the dashboard for it." });
}
