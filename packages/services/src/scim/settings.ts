import { AppError, type Scim, type SetScimGroupRoleInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { lockDirectory } from "./change-directory.ts";
import { settleRoles } from "./role.ts";

/** Where directories send what they have to say; the token says of which organization. */
export function scimBase({ publicUrl }: { publicUrl: string }): string {
  return `${publicUrl}/scim/v2`;
}

/** The organization's tokens, what its directory provisioned, and what was refused last. */
export async function getScim(context: Context): Promise<Scim> {
  requireAccess(context, "scim.get");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, (trx) => readScim(context, trx));
}

async function readScim({ services, actor: { organizationId } }: Context, trx: Transaction): Promise<Scim> {
  const tokens = await trx
    .selectFrom("scimTokens")
    .select(["id", "name", "prefix", "createdAt", "lastUsedAt", "lastUsedAddress"])
    .where("organizationId", "=", organizationId)
    .where("revokedAt", "is", null)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
  const users = await trx
    .selectFrom("scimUsers as u")
    .leftJoin("members as m", (join) =>
      join.onRef("m.organizationId", "=", "u.organizationId").onRef("m.userId", "=", "u.userId"),
    )
    .select(({ fn }) => [fn.countAll<number>().as("all"), fn.count<number>("m.userId").as("active")])
    .where("u.organizationId", "=", organizationId)
    .executeTakeFirstOrThrow();
  const groups = await trx
    .selectFrom("scimGroups as g")
    .select((query) => [
      "g.id",
      "g.displayName",
      "g.role",
      query
        .selectFrom("scimGroupMembers as m")
        .select(({ fn }) => fn.countAll<number>().as("members"))
        .whereRef("m.organizationId", "=", "g.organizationId")
        .whereRef("m.groupId", "=", "g.id")
        .$asScalar()
        .$notNull()
        .as("members"),
    ])
    .where("g.organizationId", "=", organizationId)
    .orderBy("g.displayName")
    .execute();
  const problems = await trx
    .selectFrom("scimProblems")
    .select(["id", "at", "request", "subject", "status", "detail"])
    .where("organizationId", "=", organizationId)
    .orderBy("id", "desc")
    .execute();
  return { url: scimBase(services.settings), tokens, users, groups, problems };
}

/**
 * Says what the members of a directory's group are here, none = the group says nothing; their roles follow at once. Owners. Throws
 * `not_found`.
 */
export async function setScimGroupRole(context: Context, { id, role }: SetScimGroupRoleInput): Promise<Scim> {
  requireAccess(context, "scim.setGroupRole");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    await lockDirectory(trx, organizationId);
    const before = await trx
      .selectFrom("scimGroups")
      .select(["displayName", "role"])
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .executeTakeFirst();
    if (before === undefined) throw new AppError("not_found", "There is no such group.");
    await trx
      .updateTable("scimGroups")
      .set({ role })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "scim.set_group_role",
      targetKind: "scim_group",
      targetId: id,
      data: { name: before.displayName },
      before: { role: before.role },
      after: { role },
    });
    const members = await trx
      .selectFrom("scimGroupMembers")
      .select("memberId")
      .where("organizationId", "=", organizationId)
      .where("groupId", "=", id)
      .execute();
    const by = { database: services.database, actor: auditActor(context) };
    await settleRoles(
      { trx, organizationId },
      by,
      members.map(({ memberId }) => memberId),
    );
    return readScim(context, trx);
  });
}
