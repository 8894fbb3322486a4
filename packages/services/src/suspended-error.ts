import { AppError } from "@patchops/contract";
import type { Services } from "./context.ts";
import { withReason } from "./with-reason.ts";

/** Told to who may do nothing here for now, by whatever they came. Only to who has proved that the account is theirs. */
export function suspendedError({ settings }: Pick<Services, "settings">, reason: string | null): AppError {
  return new AppError("account_suspended", withReason("This account is suspended", reason), {
    next: `To object, sign in at ${settings.publicUrl}/login.`,
    details: { reason },
  });
}
