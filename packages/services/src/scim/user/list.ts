import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { ScimContext } from "../scim-context.ts";
import { filterCondition, type ScimColumns } from "../wire/filter-condition.ts";
import { readPage } from "../wire/page.ts";
import { parseFilter } from "../wire/parse-filter.ts";
import { isActive, readUser, readUsers, type ScimUser } from "./scim-user.ts";

export interface ScimList<Resource> {
  resources: Resource[];
  totalResults: number;
  startIndex: number;
}

const mostAtOnce = 200;

const known: ScimColumns = {
  columns: {
    id: { kind: "exact", sql: sql`scim_users.id` },
    username: { kind: "text", sql: sql`scim_users.user_name` },
    externalid: { kind: "exact", sql: sql`scim_users.external_id` },
    displayname: { kind: "text", sql: sql`scim_users.display_name` },
    "name.formatted": { kind: "text", sql: sql`scim_users.formatted_name` },
    "name.givenname": { kind: "text", sql: sql`scim_users.given_name` },
    "name.familyname": { kind: "text", sql: sql`scim_users.family_name` },
    active: { kind: "boolean", sql: isActive },
    "meta.created": { kind: "time", sql: sql`scim_users.created_at` },
    "meta.lastmodified": { kind: "time", sql: sql`scim_users.updated_at` },
  },
  elements: {
    emails: {
      columns: {
        value: { kind: "text", sql: sql`e ->> 'value'` },
        type: { kind: "text", sql: sql`e ->> 'type'` },
        primary: { kind: "boolean", sql: sql`(e ->> 'primary')::boolean` },
      },
      exists: (fits) =>
        sql<SqlBool>`exists (select from jsonb_array_elements(scim_users.emails) as e where ${fits})`,
    },
    roles: {
      columns: { value: { kind: "text", sql: sql`r` } },
      exists: (fits) => sql<SqlBool>`exists (select from unnest(scim_users.roles) as r where ${fits})`,
    },
  },
};

/** The organization's users that fit a filter (RFC 7644, section 3.4.2), the first to come first, 200 at once at most. Throws `invalidFilter`, `invalidValue`. */
export async function listScimUsers(
  { services, token: { organizationId } }: ScimContext,
  query: Readonly<Record<string, string>>,
): Promise<ScimList<ScimUser>> {
  const page = readPage(query, mostAtOnce);
  const fits: RawBuilder<SqlBool> = query.filter
    ? filterCondition(parseFilter(query.filter), known)
    : sql`true`;
  return services.database.withOrganization(organizationId, async (trx) => {
    const all = trx.selectFrom("scimUsers").where("organizationId", "=", organizationId).where(fits);
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
    const resources = await readUsers(
      { trx, organizationId },
      ids.map(({ id }) => id),
    );
    return { resources, totalResults: total, startIndex: page.startIndex };
  });
}

/** Throws `not_found`. */
export async function getScimUser(
  { services, token: { organizationId } }: ScimContext,
  id: string,
): Promise<ScimUser> {
  return services.database.withOrganization(organizationId, (trx) => readUser({ trx, organizationId }, id));
}
