import type { MemberHoldings, MemberRef } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { findMember, lockMembers } from "./lock-members.ts";

/** What ends with a membership, and the connections that pass on to another. Throws `not_found`. */
export async function memberHoldings(context: Context, { userId }: MemberRef): Promise<MemberHoldings> {
  requireAccess(context, "member.holdings");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    findMember(await lockMembers(trx, organizationId), userId);
    return readHoldings(trx, { organizationId, userId });
  });
}

export async function readHoldings(
  trx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<MemberHoldings> {
  const now = new Date().toISOString();
  const count = async (table: "loginSessions" | "apiKeys" | "oauthGrants" | "promptSessions") => {
    const rows = await trx
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<string>().as("count"))
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .$if(table === "apiKeys" || table === "oauthGrants", (query) => query.where("revokedAt", "is", null))
      .$if(table === "promptSessions", (query) => query.where("endedAt", "is", null))
      .$if(table === "loginSessions", (query) => query.where("expiresAt", ">", now))
      .executeTakeFirstOrThrow();
    return Number(rows.count);
  };
  const accounts = await trx
    .selectFrom("connectionCredentials")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .execute();
  const connections = await trx
    .selectFrom("connections")
    .select(["id", "slug", "name"])
    .where("organizationId", "=", organizationId)
    .where("createdBy", "=", userId)
    .orderBy("slug")
    .execute();
  return {
    userId,
    logins: await count("loginSessions"),
    apiKeys: await count("apiKeys"),
    apps: await count("oauthGrants"),
    sessions: await count("promptSessions"),
    accounts: accounts.length,
    connections,
  };
}
