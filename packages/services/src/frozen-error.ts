import { AppError } from "@patchops/contract";
import { withReason } from "./with-reason.ts";

/** Told to whoever acts in an organization in which nothing runs for now, by whatever they came. `reason`: null where none was given yet. */
export function frozenError({ reason }: { reason: string | null }): AppError {
  return new AppError("organization_frozen", withReason("This organization is frozen", reason), {
    sent: false,
    next: "Sign in to the dashboard: it says since when, and whom to write to.",
    details: { reason },
  });
}
