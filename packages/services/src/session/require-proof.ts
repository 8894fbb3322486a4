import { AppError, type DangerousVerb, proofMinutes } from "@patchops/contract";
import type { Context } from "../context.ts";

/**
 * Refuses a browser whose person has not proved for 10 minutes who they are: the line before a dangerous act. Keys and apps pass:
 * what they may was decided when they were made. Throws `step_up_required`.
 */
export async function requireProof(context: Context, verb: DangerousVerb): Promise<void> {
  const { loginSessionId } = context.actor;
  if (loginSessionId === null) return;
  const row = await context.services.database.transaction((trx) =>
    trx.selectFrom("loginSessions").select("provedAt").where("id", "=", loginSessionId).executeTakeFirst(),
  );
  if (row !== undefined && Date.now() - Date.parse(row.provedAt) < proofMinutes * 60_000) return;
  throw new AppError("step_up_required", "Prove once more that it is you.", {
    next: "Give your password or use a passkey, then do it again within 10 minutes.",
    details: { verb },
  });
}
