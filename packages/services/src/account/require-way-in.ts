import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/** Locks an account's ways in: of two that are taken away at once, the second sees what the first has left. */
export async function lockWaysIn(trx: Transaction, userId: string): Promise<void> {
  await trx.selectFrom("users").select("id").where("id", "=", userId).forUpdate().executeTakeFirstOrThrow();
}

/** Refuses what has just taken the last way into an account away. Throws `conflict`. */
export async function requireWayIn(trx: Transaction, userId: string): Promise<void> {
  const left = await trx
    .selectNoFrom(({ exists, selectFrom }) => [
      exists(
        selectFrom("users").select("id").where("id", "=", userId).where("passwordHash", "is not", null),
      ).as("password"),
      exists(selectFrom("loginIdentities").select("subject").where("userId", "=", userId)).as("identity"),
      exists(selectFrom("passkeys").select("id").where("userId", "=", userId)).as("passkey"),
    ])
    .executeTakeFirstOrThrow();
  if (left.password || left.identity || left.passkey) return;
  throw new AppError("conflict", "That is the only way into this account.", {
    next: "Add another one first, or let the operator give the account a password: patchops admin reset-password",
  });
}
