import { AppError } from "@patchops/contract";
import { changeDirectory } from "../change-directory.ts";
import { requireVersion } from "../require-version.ts";
import type { ScimContext } from "../scim-context.ts";
import { patchOperations } from "../wire/patch-operations.ts";
import { patchUser } from "../wire/patch-user.ts";
import { type ScimUserFields, userDraft, userFieldsOf } from "../wire/user-fields.ts";
import { addressOf, findAccount } from "./account.ts";
import { readUser, type ScimUser } from "./scim-user.ts";
import { storeUser } from "./store-user.ts";

export interface UserChange {
  id: string;
  body: unknown;
  /** The request's `If-Match`. */
  ifMatch: string | undefined;
}

/** Replaces what is known of a user (RFC 7644, section 3.5.1); whether they are active is kept where it is not said. */
export async function replaceScimUser(
  context: ScimContext,
  { body, ...change }: UserChange,
): Promise<ScimUser> {
  const draft = userDraft(body);
  return updateUser(context, change, (fields) => {
    if ((draft.get("active") ?? null) === null) draft.set("active", fields.active);
    return userFieldsOf(draft);
  });
}

/** Changes parts of a user (RFC 7644, section 3.5.2): all operations or none. */
export async function patchScimUser(
  context: ScimContext,
  { body, ...change }: UserChange,
): Promise<ScimUser> {
  const operations = patchOperations(body);
  return updateUser(context, change, (fields) => patchUser(fields, operations));
}

/** Who becomes active is a member from then on; whose `active` becomes false loses at once what they hold here, on every node. */
async function updateUser(
  context: ScimContext,
  { id, ifMatch }: Omit<UserChange, "body">,
  next: (fields: ScimUserFields) => ScimUserFields,
): Promise<ScimUser> {
  const { services, token } = context;
  const { organizationId } = token;
  const seen = await services.database.withOrganization(organizationId, (trx) =>
    readUser({ trx, organizationId }, id),
  );
  requireVersion(ifMatch, seen.version);
  const wanted = next(seen.fields);
  const account =
    wanted.active && !seen.fields.active
      ? await findAccount(context, { userId: seen.userId, email: addressOf(wanted) })
      : null;
  return changeDirectory(context, async (change) => {
    const before = await readUser({ trx: change.trx, organizationId }, id);
    requireVersion(ifMatch, before.version);
    const fields = next(before.fields);
    if (fields.active && !before.fields.active && account === null) {
      throw new AppError("conflict", "The user was changed meanwhile: send it again.");
    }
    return storeUser(context, change, { before, fields, account });
  });
}
