import type { LoginSession } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireLogin } from "./require-login.ts";

/** How much of a session's hash names it towards its owner. */
const shownCharacters = 16;

/** The browsers in which the asking person is logged in, the last seen first. */
export async function listLoginSessions(context: Context): Promise<LoginSession[]> {
  const current = requireLogin(context, "session.list");
  const rows = await context.services.database.transaction((trx) =>
    trx
      .selectFrom("loginSessions")
      .select(["id", "address", "userAgent", "createdAt", "lastSeenAt"])
      .where("userId", "=", context.actor.userId)
      .where("expiresAt", ">", new Date().toISOString())
      .orderBy("lastSeenAt", "desc")
      .orderBy("id")
      .execute(),
  );
  return rows.map(({ id, ...row }) => ({
    id: id.slice(0, shownCharacters),
    isCurrent: id === current,
    ...row,
  }));
}
