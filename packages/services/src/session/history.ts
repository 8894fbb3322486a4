import type { LoginEvent, LoginHistoryInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { readIdCursor } from "../read-id-cursor.ts";
import { requireLogin } from "./require-login.ts";

/** The logins and refused tries of the asking person's account, the newest first; `nextCursor` is null at the end. */
export async function loginHistory(
  context: Context,
  input: LoginHistoryInput,
): Promise<{ events: LoginEvent[]; nextCursor: string | null }> {
  requireLogin(context, "session.history");
  const { limit = 20 } = input;
  const cursor = readIdCursor(input.cursor);
  const rows = await context.services.database.transaction((trx) =>
    trx
      .selectFrom("loginEvents")
      .select(["id", "at", "outcome", "method", "isNewDevice", "address", "userAgent"])
      .where("userId", "=", context.actor.userId)
      .$if(cursor !== undefined, (query) => query.where("id", "<", cursor ?? ""))
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute(),
  );
  const events = rows.slice(0, limit);
  return { events, nextCursor: rows.length > limit ? (events.at(-1)?.id ?? null) : null };
}
