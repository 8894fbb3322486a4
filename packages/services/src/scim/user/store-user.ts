import { isDeepStrictEqual } from "node:util";
import { newId } from "@patchops/contract";
import { sql } from "kysely";
import { recordAudit } from "../../audit/index.ts";
import type { DirectoryChange } from "../change-directory.ts";
import { settleRoles } from "../role.ts";
import { type ScimContext, scimActor } from "../scim-context.ts";
import { scimError } from "../wire/scim-error.ts";
import type { ScimUserFields } from "../wire/user-fields.ts";
import { addressOf, requireOwnDomain, type ScimAccount } from "./account.ts";
import { joinDirectory, leaveDirectory } from "./membership.ts";
import { readUser, type ScimUser } from "./scim-user.ts";

/** An organization has no more users of a directory, active or not. */
const maxUsers = 10_000;

interface NewState {
  /** Null for a new one. */
  before: ScimUser | null;
  fields: ScimUserFields;
  /** Of who becomes active. */
  account: ScimAccount | null;
}

/**
 * Makes a user be as the directory says: their row, then their membership, then its role. What changes nothing leaves no trace. Throws
 * `uniqueness`, `invalidValue`, `conflict`, `quota_exceeded`, `forbidden`.
 */
export async function storeUser(
  context: ScimContext,
  change: DirectoryChange,
  { before, fields, account }: NewState,
): Promise<ScimUser> {
  const { trx } = change;
  const { organizationId } = context.token;
  const place = { trx, organizationId };
  const id = before?.id ?? newId();
  const isChanged = before === null || !isDeepStrictEqual(before.fields, fields);
  if (!isChanged) return before;
  await requireFreeName(context, change, { id, userName: fields.userName });
  const email = addressOf(fields);
  if (before === null || addressOf(before.fields) !== email) await requireOwnDomain(place, email);
  const row = rowOf(fields);
  if (before === null) {
    await requireRoom(change, organizationId);
    await trx
      .insertInto("scimUsers")
      .values({ organizationId, id, userId: null, givenRole: null, ...row })
      .execute();
  } else {
    await trx
      .updateTable("scimUsers")
      .set({ ...row, version: sql`version + 1`, updatedAt: new Date().toISOString() })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
  }
  await recordAudit(trx, scimActor(context), {
    action: before === null ? "scim.create_user" : "scim.update_user",
    targetKind: "scim_user",
    targetId: id,
    data: { name: fields.userName },
    ...(before && { before: { ...before.fields }, after: { ...fields } }),
  });
  if (account !== null && !(before?.fields.active ?? false)) {
    await joinDirectory(context, change, { id, account, name: nameOf(fields) });
  }
  if (!fields.active && before?.fields.active && before.userId !== null) {
    await leaveDirectory(context, change, before.userId);
  }
  await settleRoles(place, { database: context.services.database, actor: scimActor(context) }, [id]);
  return readUser(place, id);
}

/** Throws `uniqueness`. */
export async function requireFreeName(
  { token: { organizationId } }: ScimContext,
  { trx }: Pick<DirectoryChange, "trx">,
  { id, userName }: { id: string | null; userName: string },
): Promise<void> {
  const other = await trx
    .selectFrom("scimUsers")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where(sql<string>`lower(user_name)`, "=", userName.toLowerCase())
    .$if(id !== null, (query) => query.where("id", "!=", id))
    .executeTakeFirst();
  if (other !== undefined) throw scimError("uniqueness", `There is a user ${userName} already.`);
}

async function requireRoom({ trx }: DirectoryChange, organizationId: string): Promise<void> {
  const { users } = await trx
    .selectFrom("scimUsers")
    .select(({ fn }) => fn.countAll<number>().as("users"))
    .where("organizationId", "=", organizationId)
    .executeTakeFirstOrThrow();
  if (users < maxUsers) return;
  throw scimError("invalidValue", `A directory has at most ${maxUsers} users here: delete some first.`);
}

function nameOf({ displayName, name }: ScimUserFields): string | null {
  const whole = [name.givenName, name.familyName].filter((part) => part !== null).join(" ");
  return displayName ?? name.formatted ?? (whole || null);
}

function rowOf({ userName, externalId, displayName, name, emails, roles }: ScimUserFields) {
  return {
    ...{ userName, externalId, displayName, roles },
    ...{ formattedName: name.formatted, givenName: name.givenName, familyName: name.familyName },
    emails: JSON.stringify(emails),
  };
}
