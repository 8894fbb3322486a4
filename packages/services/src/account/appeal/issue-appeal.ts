import { AppError } from "@patchops/contract";
import { createToken, hashToken } from "@patchops/vault";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { suspendedError } from "../../suspended-error.ts";

/**
 * The answer to a suspended person who has proved who they are: `account_suspended` with the reason, and in `details.appeal`
 * the right to object once within the hour.
 */
export async function issueAppeal(
  services: Services,
  { userId, reason }: { userId: string; reason: string | null },
): Promise<AppError> {
  const ticket = createToken();
  await services.database.transaction((trx) =>
    trx
      .insertInto("loginChallenges")
      .values({
        hash: hashToken(ticket),
        kind: "appeal",
        userId,
        expiresAt: sql<string>`now() + interval '1 hour'`,
      })
      .execute(),
  );
  const { code, message } = suspendedError(services, reason);
  return new AppError(code, message, {
    next: "You can object below; an admin of this instance reads it.",
    details: { reason, appeal: ticket },
  });
}
