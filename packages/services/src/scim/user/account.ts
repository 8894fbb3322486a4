import { AppError, emailSchema, newId } from "@patchops/contract";
import { isOfDomain, takeOverUnproven } from "../../account/index.ts";
import type { Place, ScimContext } from "../scim-context.ts";
import { scimError } from "../wire/scim-error.ts";
import type { ScimUserFields } from "../wire/user-fields.ts";

/** Whose account a directory's user has, or the one that is made for them. */
export interface ScimAccount {
  userId: string;
  email: string;
  isNew: boolean;
}

/** The address by which a user is found here: their primary one, the one at work, the first, or their user name. */
export function addressOf({ emails, userName }: ScimUserFields): string {
  const best =
    emails.find(({ primary }) => primary) ??
    emails.find(({ type }) => type?.toLowerCase() === "work") ??
    emails[0];
  return (best?.value ?? userName).toLowerCase();
}

async function ownDomains({ trx, organizationId }: Place): Promise<string[]> {
  const rows = await trx
    .selectFrom("organizationDomains")
    .select("domain")
    .where("organizationId", "=", organizationId)
    .where("verifiedAt", "is not", null)
    .execute();
  return rows.map(({ domain }) => domain);
}

/** A directory speaks for the organization's verified domains alone. Throws `invalidValue`. */
export async function requireOwnDomain(place: Place, email: string): Promise<void> {
  const isAddress = emailSchema.safeParse(email).success;
  if (isAddress && isOfDomain(email, await ownDomains(place))) return;
  const domain = isAddress ? email.slice(email.lastIndexOf("@") + 1) : null;
  throw scimError(
    "invalidValue",
    domain === null
      ? "The user has no mail address: send emails, or an address as userName."
      : `${domain} is no verified domain of this organization: verify it under Settings, Single sign-on, or invite the person.`,
  );
}

/**
 * The account of a user who is to be a member, before the change that makes them one: the one that they had here, else the one with
 * their address. As at a first single sign-on, whoever made that one without proving its address is out of it. Throws `invalidValue`
 * for an address elsewhere, `forbidden` for an account that no organization reaches, `conflict` for one that is to be deleted.
 */
export async function findAccount(
  context: ScimContext,
  { userId, email }: { userId: string | null; email: string },
): Promise<ScimAccount> {
  const { services, token } = context;
  const { organizationId } = token;
  const found = await services.database.withOrganization(organizationId, async (trx) => {
    const place = { trx, organizationId };
    await requireOwnDomain(place, email);
    const query = trx.selectFrom("users").select(["id", "email", "status", "isInstanceAdmin"]);
    const known = userId === null ? undefined : await query.where("id", "=", userId).executeTakeFirst();
    // Who took their account to an address elsewhere took it out of the directory's reach.
    const isKept = known !== undefined && isOfDomain(known.email, await ownDomains(place));
    const account = isKept ? known : await query.where("email", "=", email).executeTakeFirst();
    if (account === undefined) return null;
    const member = await trx
      .selectFrom("members")
      .select("userId")
      .where("organizationId", "=", organizationId)
      .where("userId", "=", account.id)
      .executeTakeFirst();
    return { ...account, isKept, isMember: member !== undefined };
  });
  if (found === null) return { userId: newId(), email, isNew: true };
  if (found.status === "deleted") throw new AppError("conflict", "That account is about to be deleted.");
  // What operates the instance is no organization's to take in.
  if (found.isInstanceAdmin && !found.isMember) {
    throw new AppError("forbidden", "That account operates the instance: invite it instead.");
  }
  // Whoever had it here before was let in then.
  if (!found.isKept) await takeOverUnproven(context, { userId: found.id, organizationId });
  return { userId: found.id, email: found.email, isNew: false };
}
