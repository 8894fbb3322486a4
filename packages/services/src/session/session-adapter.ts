import type { SessionAdapter } from "@patchops/auth";
import type { Database, Transaction } from "@patchops/db";
import { findSession } from "./system/find-session.ts";

/** Login sessions in Postgres. With a transaction its writes are part of it. */
export function sessionAdapter(database: Database, trx?: Transaction): SessionAdapter {
  const write = async (work: (trx: Transaction) => Promise<unknown>): Promise<void> => {
    await (trx === undefined ? database.transaction(work) : work(trx));
  };

  return {
    getSessionAndUser: (id) => findSession(database, id),
    async getUserSessions(userId) {
      const rows = await database.transaction((own) =>
        own.selectFrom("loginSessions").selectAll().where("userId", "=", userId).execute(),
      );
      return rows.map(({ id, userId, expiresAt, ...row }) => ({
        id,
        userId,
        expiresAt: new Date(expiresAt),
        attributes: row,
      }));
    },
    setSession: ({ id, userId, expiresAt, attributes }) =>
      write((own) =>
        own
          .insertInto("loginSessions")
          .values({ id, userId, expiresAt: expiresAt.toISOString(), ...attributes })
          .execute(),
      ),
    updateSessionExpiration: (id, expiresAt) =>
      write((own) =>
        own
          .updateTable("loginSessions")
          .set({ expiresAt: expiresAt.toISOString() })
          .where("id", "=", id)
          .execute(),
      ),
    deleteSession: (id) => write((own) => own.deleteFrom("loginSessions").where("id", "=", id).execute()),
    deleteUserSessions: (userId) =>
      write((own) => own.deleteFrom("loginSessions").where("userId", "=", userId).execute()),
    deleteExpiredSessions: () =>
      write((own) =>
        own.deleteFrom("loginSessions").where("expiresAt", "<=", new Date().toISOString()).execute(),
      ),
  };
}
