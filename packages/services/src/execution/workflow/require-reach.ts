import { AppError } from "@patchops/contract";
import type { Actor } from "../../context.ts";

/** A key that is held to a profile reaches no more by a workflow. Throws `forbidden`. */
export function requireReach({ profile: held }: Actor, { profile }: { profile: string | null }): void {
  if (held === null || held === profile) return;
  throw new AppError("forbidden", `This key is held to the profile ${held}, and the workflow is not of it.`, {
    next: `Set profile: ${held}`,
  });
}
