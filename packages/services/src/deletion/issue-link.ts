import { AppError } from "@patchops/contract";
import type { Services } from "../context.ts";
import { openDeletionOf } from "./system/open-deletion-of.ts";

/**
 * The answer to somebody who has proved who they are, and whose account is to be deleted: `deletion_pending`, and in
 * `details.deletion` what takes it back, for an hour.
 */
export async function issueDeletionLink(services: Services, userId: string): Promise<AppError> {
  const found = await openDeletionOf(services, userId);
  if (found === null) return new AppError("invalid_credentials", "This account cannot log in.");
  return new AppError("deletion_pending", `This account is deleted on ${found.dueAt.slice(0, 10)}.`, {
    next: "Until then you can keep it.",
    details: { dueAt: found.dueAt, deletion: found.token },
  });
}
