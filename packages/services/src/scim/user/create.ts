import { changeDirectory } from "../change-directory.ts";
import type { ScimContext } from "../scim-context.ts";
import { userDraft, userFieldsOf } from "../wire/user-fields.ts";
import { addressOf, findAccount } from "./account.ts";
import type { ScimUser } from "./scim-user.ts";
import { requireFreeName, storeUser } from "./store-user.ts";

/**
 * Provisions a user: who has an account with an address of the organization's domains becomes a member, or stays one, and who has none gets
 * one. Throws as `storeUser` and `findAccount`.
 */
export async function createScimUser(context: ScimContext, body: unknown): Promise<ScimUser> {
  const fields = userFieldsOf(userDraft(body));
  const { services, token } = context;
  await services.database.withOrganization(token.organizationId, (trx) =>
    requireFreeName(context, { trx }, { id: null, userName: fields.userName }),
  );
  const account = fields.active
    ? await findAccount(context, { userId: null, email: addressOf(fields) })
    : null;
  return changeDirectory(context, (change) => storeUser(context, change, { before: null, fields, account }));
}
