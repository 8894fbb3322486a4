import { type CurrentAccount, currentAccountSchema, termsVersion } from "@patchops/contract";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { planIdOf } from "../plan-id-of.ts";
import { requireAccess } from "../require-access.ts";

/** Who is asking. Everybody may ask that. */
export async function currentAccount(context: Context): Promise<CurrentAccount> {
  requireAccess(context, "account.current");
  const { actor, services } = context;
  const { user, organization } = await services.database.withOrganization(
    actor.organizationId,
    async (trx) => ({
      user: await trx
        .selectFrom("users")
        .leftJoin("suppressedAddresses", "suppressedAddresses.address", "users.email")
        .leftJoin("accountLinks", (join) =>
          join
            .onRef("accountLinks.userId", "=", "users.id")
            .on("accountLinks.purpose", "=", "change")
            .on("accountLinks.expiresAt", ">", sql<string>`now()`),
        )
        .select([
          "users.id",
          "users.email",
          "emailVerifiedAt",
          "name",
          "isInstanceAdmin",
          "preferences",
          "users.createdAt",
        ])
        .leftJoin("acceptedTerms", (join) =>
          join.onRef("acceptedTerms.userId", "=", "users.id").on("acceptedTerms.version", "=", termsVersion),
        )
        .select("acceptedTerms.version as acceptedTerms")
        .select(["accountLinks.email as pendingEmail", "suppressedAddresses.reason as mailProblem"])
        .where("users.id", "=", actor.userId)
        .executeTakeFirstOrThrow(),
      organization: await trx
        .selectFrom("organizations")
        .select(["id", "name", "plan", "frozenAt", "frozenReason"])
        .where("id", "=", actor.organizationId)
        .executeTakeFirstOrThrow(),
    }),
  );
  return currentAccountSchema.parse({
    user: { ...user, termsToAccept: user.acceptedTerms === null ? termsVersion : null },
    organization: {
      ...{ id: organization.id, name: organization.name, plan: planIdOf(services, organization) },
      freeze:
        organization.frozenAt === null
          ? null
          : {
              since: organization.frozenAt,
              reason: organization.frozenReason,
              contact: services.settings.site.supportEmail,
            },
    },
    role: actor.role,
    scopes: actor.scopes,
    impersonation: actor.impersonation ?? null,
    via: actor.kind,
  });
}
