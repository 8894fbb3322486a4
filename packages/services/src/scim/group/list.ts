import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { ScimContext } from "../scim-context.ts";
import type { ScimList } from "../user/index.ts";
import { filterCondition, type ScimColumns } from "../wire/filter-condition.ts";
import { readPage } from "../wire/page.ts";
import { parseFilter } from "../wire/parse-filter.ts";
import { readProjection, wants } from "../wire/project.ts";
import { readGroup, readGroups, type ScimGroup } from "./scim-group.ts";

/** Each comes with its members, who may be many. */
const mostAtOnce = 50;
const mostWithoutMembers = 200;

const known: ScimColumns = {
  columns: {
    id: { kind: "exact", sql: sql`scim_groups.id` },
    externalid: { kind: "exact", sql: sql`scim_groups.external_id` },
    displayname: { kind: "text", sql: sql`scim_groups.display_name` },
    "meta.created": { kind: "time", sql: sql`scim_groups.created_at` },
    "meta.lastmodified": { kind: "time", sql: sql`scim_groups.updated_at` },
  },
  elements: {
    members: {
      columns: { value: { kind: "exact", sql: sql`m.member_id` } },
      exists: (fits) => sql<SqlBool>`exists (
        select from scim_group_members as m
        where m.organization_id = scim_groups.organization_id and m.group_id = scim_groups.id and ${fits}
      )`,
    },
  },
};

/** The organization's groups that fit a filter, the first to come first, 50 at once at most, 200 without their members. Throws `invalidFilter`, `invalidValue`. */
export async function listScimGroups(
  { services, token: { organizationId } }: ScimContext,
  query: Readonly<Record<string, string>>,
): Promise<ScimList<ScimGroup>> {
  const hasMembers = wants(readProjection(query), "members");
  const page = readPage(query, hasMembers ? mostAtOnce : mostWithoutMembers);
  const fits: RawBuilder<SqlBool> = query.filter
    ? filterCondition(parseFilter(query.filter), known)
    : sql`true`;
  return services.database.withOrganization(organizationId, async (trx) => {
    const all = trx.selectFrom("scimGroups").where("organizationId", "=", organizationId).where(fits);
    const { total } = await all
      .select(({ fn }) => fn.countAll<number>().as("total"))
      .executeTakeFirstOrThrow();
    const ids = await all
      .select("id")
      .orderBy("createdAt")
      .orderBy("id")
      .limit(page.count)
      .offset(page.startIndex - 1)
      .execute();
    const resources = await readGroups(
      { trx, organizationId },
      ids.map(({ id }) => id),
      { hasMembers },
    );
    return { resources, totalResults: total, startIndex: page.startIndex };
  });
}

/** Throws `not_found`. */
export async function getScimGroup(
  { services, token: { organizationId } }: ScimContext,
  id: string,
  query: Readonly<Record<string, string>>,
): Promise<ScimGroup> {
  const hasMembers = wants(readProjection(query), "members");
  return services.database.withOrganization(organizationId, (trx) =>
    readGroup({ trx, organizationId }, id, { hasMembers }),
  );
}
