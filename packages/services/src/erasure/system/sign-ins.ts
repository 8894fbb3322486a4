import type { Database } from "@patchops/db";
import type { RevokedSignIn } from "../../connection/index.ts";
import type { Services } from "../../context.ts";
import { countDeleted, countRevoked } from "./report.ts";

interface Place {
  organizationId: string;
  connectionId: string;
  userId: string | null;
}

/** The sign-ins at providers of an organization, or of a person in all of theirs. A system file: these are many. */
export async function findSignIns(
  database: Database,
  { organizationId, userId }: { organizationId?: string; userId?: string },
): Promise<(Place & { id: string })[]> {
  return database.system
    .selectFrom("connectionCredentials")
    .select(["id", "organizationId", "connectionId", "userId"])
    .where("kind", "=", "oauth")
    .$if(organizationId !== undefined, (query) => query.where("organizationId", "=", organizationId ?? ""))
    .$if(userId !== undefined, (query) => query.where("userId", "=", userId ?? ""))
    .orderBy("id")
    .execute();
}

/** Drops one with its tokens, tells every node, and counts what came of it at its provider. */
export async function dropSignIn(
  services: Services,
  {
    id,
    place,
    deletionId,
    told,
  }: { id: string; place: Place; deletionId: string; told: RevokedSignIn | null },
): Promise<void> {
  await services.database.system.transaction().execute(async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom("connectionCredentials")
      .where("organizationId", "=", place.organizationId)
      .where("id", "=", id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return;
    await services.logins.changed(trx, place);
    await countDeleted(trx, deletionId, { table: "connection_credentials", rows: 1 });
    if (told !== null) await countRevoked(trx, deletionId, told);
  });
}
