import { AppError } from "@patchops/contract";
import type { Actor } from "../../context.ts";
import { may } from "../../may.ts";

/** What others saved is changed by owners and admins alone. Throws `forbidden`. */
export function requireOwn(actor: Actor, snippet: { userId: string; name: string | null }): void {
  if (snippet.userId === actor.userId || may(actor, "snippet.changeAll")) return;
  throw new AppError("forbidden", `Somebody else saved ${snippet.name ?? "this program"}.`, {
    next: "Save yours under another name, or ask an owner or admin.",
  });
}
