import { sql } from "kysely";
import { recordAudit } from "../../audit/index.ts";
import type { Services } from "../../context.ts";
import { storedJson } from "../../stored-json.ts";
import type { ConnectionSnapshot } from "../snapshot.ts";
import type { LoginPlace } from "./logins.ts";

/** The one notice of a lost login: its mark, the connection's status and an audit entry, in one transaction. */
export async function loseLogin(
  services: Services,
  lost: {
    place: LoginPlace;
    id: string;
    connection: ConnectionSnapshot;
    reason: string;
    providerCode: string | undefined;
  },
): Promise<void> {
  const { place, id, connection, reason, providerCode } = lost;
  const { organizationId, connectionId, userId } = place;
  await services.snapshots.change(
    organizationId,
    async (trx) => {
      const row = await trx
        .updateTable("connectionCredentials")
        .set({ lostAt: sql<string>`now()`, lostReason: reason })
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .where("lostAt", "is", null)
        .returning("issuer")
        .executeTakeFirst();
      if (!row) return false;
      if (providerCode === "invalid_client") {
        // The provider has forgotten our registration: the next sign-in makes a new one.
        await trx
          .deleteFrom("connectionClients")
          .where("organizationId", "=", organizationId)
          .where("connectionId", "=", connectionId)
          .where("kind", "=", "registered")
          .execute();
      }
      await trx
        .updateTable("connections")
        .set({
          status: "needs_sign_in",
          statusReason: storedJson({ code: "login_lost", message: reason }),
          statusAt: sql<string>`now()`,
        })
        .where("organizationId", "=", organizationId)
        .where("id", "=", connectionId)
        .where("status", "<>", "paused")
        // Of several people's logins the one that was examined with decides; the others show on their own pages.
        .where((eb) => (userId === null ? eb.lit(true) : eb("createdBy", "=", userId)))
        .execute();
      await recordAudit(
        trx,
        { organizationId, kind: "system", id: null, address: null, requestId: null },
        {
          action: "connection.login_lost",
          targetKind: "connection",
          targetId: connectionId,
          data: {
            slug: connection.slug,
            userId,
            issuer: row.issuer,
            reason,
            ...(providerCode === undefined ? {} : { providerCode }),
          },
        },
      );
      await services.logins.changed(trx, place);
      return true;
    },
    (isChanged) => isChanged,
  );
  services.logins.forget(place);
  services.log.warn({ connectionId, userId, reason }, "a login at a provider was lost");
}
