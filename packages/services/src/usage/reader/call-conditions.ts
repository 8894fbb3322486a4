import { type CallFilters, idSchema } from "@patchops/contract";
import { type RawBuilder, sql } from "kysely";

/** The SQL condition, over `usage_events as e`, of an organization's rows that pass the filters. Times: `from` inclusive, `to` exclusive. */
export function callConditions(organizationId: string, filters: CallFilters): RawBuilder<boolean> {
  const conditions = [sql`e.organization_id = ${organizationId}`];
  const { from, to, user } = filters;
  if (from !== undefined) conditions.push(sql`e.ts >= ${new Date(from).toISOString()}`);
  if (to !== undefined) conditions.push(sql`e.ts < ${new Date(to).toISOString()}`);
  // A call of a name that is no tool of ours carries the caller's words, not a connection.
  if (filters.connection !== undefined || filters.tool !== undefined) {
    conditions.push(sql`e.connection_id is not null`);
  }
  if (filters.connection !== undefined) conditions.push(sql`e.connection_slug = ${filters.connection}`);
  if (filters.tool !== undefined) conditions.push(sql`e.tool = ${filters.tool}`);
  if (filters.client !== undefined) conditions.push(sql`e.client_name = ${filters.client}`);
  if (user !== undefined) {
    conditions.push(
      idSchema.safeParse(user).success
        ? sql`e.user_id = ${user}`
        : sql`e.user_id = (select id from users where email = ${user.trim().toLowerCase()})`,
    );
  }
  if (filters.provider !== undefined) conditions.push(sql`e.provider_type = ${filters.provider}`);
  if (filters.key !== undefined) conditions.push(sql`e.api_key_id = ${filters.key}`);
  if (filters.via !== undefined) conditions.push(sql`e.via = ${filters.via}`);
  if (filters.outcome !== undefined) conditions.push(sql`e.outcome = ${filters.outcome}`);
  if (filters.failed === true) conditions.push(sql`e.outcome <> 'ok'`);
  if (filters.execution !== undefined) conditions.push(sql`e.execution_id = ${filters.execution}`);
  if (filters.promptSession !== undefined)
    conditions.push(sql`e.prompt_session_id = ${filters.promptSession}`);
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}
