import type { Services } from "../context.ts";
import { issueDeletionLink } from "../deletion/index.ts";
import { issueAppeal } from "./appeal/index.ts";

/**
 * Refuses somebody who has proved who they are and may not log in for now. Throws `account_suspended` with the right to object,
 * `deletion_pending` with what takes the deletion back.
 */
export async function requireActive(
  services: Services,
  user: { id: string; status: "active" | "suspended" | "deleted"; suspensionReason: string | null },
): Promise<void> {
  if (user.status === "suspended") {
    throw await issueAppeal(services, { userId: user.id, reason: user.suspensionReason });
  }
  if (user.status === "deleted") throw await issueDeletionLink(services, user.id);
}
