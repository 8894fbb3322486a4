import { AppError } from "@patchops/contract";
import type { Context } from "../../context.ts";

/** Refuses who has not confirmed their mail address, where the instance asks for that; who operates it aside. Throws `forbidden`. */
export async function requireVerifiedEmail({ services, actor }: Context): Promise<void> {
  const { settings, database } = services;
  if (!settings.requiresVerifiedEmail || actor.isInstanceAdmin) return;
  const user = await database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("users")
      // A service account has no address: the one of who made it counts.
      .leftJoin("serviceAccounts as s", (join) =>
        join.on("s.organizationId", "=", actor.organizationId).on("s.userId", "=", actor.userId),
      )
      .select(["email", "emailVerifiedAt"])
      .where("id", "=", ({ fn, ref, val }) => fn.coalesce(ref("s.createdBy"), val(actor.userId)))
      .executeTakeFirst(),
  );
  if (user === undefined || user.emailVerifiedAt !== null) return;
  throw new AppError("forbidden", "Programs run once your mail address is confirmed.", {
    next: `Open the link in the mail to ${user.email}, or have it sent again at ${settings.publicUrl}/settings/profile`,
    details: { reason: "email_unverified" },
  });
}
