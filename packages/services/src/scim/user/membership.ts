import { insertPerson, requireOpen } from "../../account/index.ts";
import { recordAudit } from "../../audit/index.ts";
import { endMembership, lockMembers, requireOtherOwner } from "../../member/index.ts";
import { requirePlace } from "../../require-place.ts";
import type { DirectoryChange } from "../change-directory.ts";
import { defaultRole, givenRoleOf } from "../role.ts";
import { type ScimContext, scimActor } from "../scim-context.ts";
import { scimError } from "../wire/scim-error.ts";
import type { ScimAccount } from "./account.ts";

/**
 * Makes a user's account a member, where it is none yet, in the role that the directory gives. Throws `quota_exceeded`, `forbidden`,
 * `uniqueness` for an account that another user has.
 */
export async function joinDirectory(
  context: ScimContext,
  { trx }: DirectoryChange,
  user: { id: string; account: ScimAccount; name: string | null },
): Promise<void> {
  const { organizationId } = context.token;
  const { userId, email, isNew } = user.account;
  await requireOpen(trx, organizationId);
  if (isNew) await insertPerson(trx, { id: userId, email, name: user.name });
  const other = await trx
    .selectFrom("scimUsers")
    .select("userName")
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .where("id", "!=", user.id)
    .executeTakeFirst();
  if (other !== undefined) throw scimError("uniqueness", `That account is the user's ${other.userName}.`);
  const place = { trx, organizationId };
  const given = await givenRoleOf(place, user.id);
  await trx
    .updateTable("scimUsers")
    .set({ userId })
    .where("organizationId", "=", organizationId)
    .where("id", "=", user.id)
    .execute();
  const isMember = (await lockMembers(trx, organizationId)).some((member) => member.userId === userId);
  if (isMember) return;
  await requirePlace(context.services, trx, { organizationId, of: "members" });
  const role = given ?? (await defaultRole(place));
  await trx.insertInto("members").values({ organizationId, userId, role }).execute();
  await trx
    .updateTable("scimUsers")
    .set({ givenRole: given })
    .where("organizationId", "=", organizationId)
    .where("id", "=", user.id)
    .execute();
  await recordAudit(trx, scimActor(context), {
    action: "scim.join",
    targetKind: "user",
    targetId: userId,
    data: { role, isNewAccount: isNew },
  });
}

/**
 * Ends what the account of a user has here, as when an admin removes a member; an owner has their connections then. Throws `conflict`
 * for the last owner.
 */
export async function leaveDirectory(
  context: ScimContext,
  change: DirectoryChange,
  userId: string,
): Promise<void> {
  const { organizationId } = context.token;
  const members = await lockMembers(change.trx, organizationId);
  const member = members.find((each) => each.userId === userId);
  if (member === undefined) return;
  requireOtherOwner(members, userId);
  const heir = members.find((each) => each.role === "owner" && each.userId !== userId);
  const reassignTo = heir?.userId ?? userId;
  const whose = { organizationId, userId, reassignTo };
  const { holdings, logins } = await endMembership(context.services, change.trx, whose);
  const { connections, ...counts } = holdings;
  await recordAudit(change.trx, scimActor(context), {
    action: "member.remove",
    targetKind: "user",
    targetId: userId,
    data: { ...counts, role: member.role, connections: connections.map(({ slug }) => slug), reassignTo },
  });
  change.ended.push(...logins);
  change.hasEnded = true;
}
