import type { AuditFilters } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

/** Entries that the filters leave, the newest first; of the asker's organization when the transaction is. */
export function selectEntries(trx: Transaction, filters: Omit<AuditFilters, "scope">) {
  const { actor, action, target, from, to } = filters;
  let query = trx.selectFrom("auditEntries").selectAll().orderBy("id", "desc");
  if (from !== undefined) query = query.where("at", ">=", from);
  if (to !== undefined) query = query.where("at", "<", to);
  if (action !== undefined) {
    query = query.where((eb) =>
      eb.or([eb("action", "=", action), eb("action", "like", `${plain(action)}.%`)]),
    );
  }
  if (actor !== undefined) {
    query = query.where((eb) =>
      eb.or([eb("actorId", "=", actor), eb("actorName", "ilike", `%${plain(actor)}%`)]),
    );
  }
  if (target !== undefined) {
    const part = `%${plain(target)}%`;
    query = query.where((eb) =>
      eb.or([
        eb("targetId", "=", target),
        eb("targetKind", "=", target),
        eb.and([
          eb("targetKind", "=", "user"),
          eb(
            "targetId",
            "=",
            eb
              .selectFrom("users")
              .select(({ cast }) => cast<string>("id", "text").as("id"))
              .where("email", "=", target.toLowerCase()),
          ),
        ]),
        ...["name", "slug", "rule"].map((field) => sql<boolean>`data ->> ${field} ilike ${part}`),
      ]),
    );
  }
  return query;
}

/** A text that `like` takes as it is. */
const plain = (text: string) => text.replace(/[\\%_]/g, "\\$&");
