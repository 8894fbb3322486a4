import type { Passkey } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireLogin } from "../../session/index.ts";

/** The asking person's passkeys, the oldest first. */
export async function listPasskeys(context: Context): Promise<Passkey[]> {
  requireLogin(context, "account.passkeys");
  return context.services.database.transaction((trx) =>
    trx
      .selectFrom("passkeys")
      .select(["id", "name", "isBackedUp", "createdAt", "lastUsedAt"])
      .where("userId", "=", context.actor.userId)
      .orderBy("createdAt")
      .orderBy("id")
      .execute(),
  );
}
