import type { Transaction } from "@patchops/db";
import type { AuditActor } from "./record.ts";

/** What an actor is called now; the entry keeps it, whatever becomes of them. */
export async function actorName(
  trx: Transaction,
  { organizationId, kind, id, as }: AuditActor,
): Promise<string | null> {
  if (kind === "operator") return "the operator";
  if (kind === "system") return "PatchOps";
  if (id === null) return null;
  switch (kind) {
    case "user": {
      const ids = as === undefined ? [id] : [id, as];
      const rows = await trx.selectFrom("users").select(["id", "email"]).where("id", "in", ids).execute();
      const emails = ids.map((each) => rows.find((row) => row.id === each)?.email ?? "a deleted account");
      return rows.length === 0 ? null : emails.join(" as ");
    }
    case "api_key": {
      const key = await trx
        .selectFrom("apiKeys")
        .select("name")
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .executeTakeFirst();
      return key === undefined ? null : `API key ${key.name}`;
    }
    case "scim": {
      const token = await trx
        .selectFrom("scimTokens")
        .select("name")
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .executeTakeFirst();
      return token === undefined ? null : `SCIM token ${token.name}`;
    }
    case "oauth": {
      const grant = await trx
        .selectFrom("oauthGrants")
        .select("client")
        .where("id", "=", id)
        .executeTakeFirst();
      return grant?.client.name ?? null;
    }
  }
}
