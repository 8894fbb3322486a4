import { recordAudit } from "../../audit/index.ts";
import { changeDirectory } from "../change-directory.ts";
import { requireVersion } from "../require-version.ts";
import { type ScimContext, scimActor } from "../scim-context.ts";
import { leaveDirectory } from "./membership.ts";
import { readUser } from "./scim-user.ts";
import type { UserChange } from "./update.ts";

/** Forgets a user, whose membership ends; the account and what it has elsewhere stay. Throws `not_found`, `conflict` for the last owner. */
export async function removeScimUser(
  context: ScimContext,
  { id, ifMatch }: Omit<UserChange, "body">,
): Promise<void> {
  const { organizationId } = context.token;
  await changeDirectory(context, async (change) => {
    const user = await readUser({ trx: change.trx, organizationId }, id);
    requireVersion(ifMatch, user.version);
    if (user.userId !== null) await leaveDirectory(context, change, user.userId);
    await change.trx
      .deleteFrom("scimUsers")
      .where("organizationId", "=", organizationId)
      .where("id", "=", user.id)
      .execute();
    await recordAudit(change.trx, scimActor(context), {
      action: "scim.remove_user",
      targetKind: "scim_user",
      targetId: user.id,
      data: { name: user.fields.userName },
    });
  });
}
