import { type CallFilters, idSchema, noneFilter } from "@patchops/contract";
import { type RawBuilder, sql } from "kysely";

/** The SQL condition, over `usage_events as e`, of an organization's rows that pass the filters. Times: `from` inclusive, `to` exclusive. */
export function callConditions(organizationId: string, filters: CallFilters): RawBuilder<boolean> {
  const conditions = [sql`e.organization_id = ${organizationId}`];
  const { from, to, user } = filters;
  if (from !== undefined) conditions.push(sql`e.ts >= ${new Date(from).toISOString()}`);
  if (to !== undefined) conditions.push(sql`e.ts < ${new Date(to).toISOString()}`);
  const { connection, tool, client, provider, key } = filters;
  // A call of a name that is no tool of ours carries the caller's words, not a connection.
  if (connection === noneFilter) conditions.push(sql`e.connection_id is null`);
  else if (connection !== undefined || tool !== undefined) conditions.push(sql`e.connection_id is not null`);
  if (connection !== undefined && connection !== noneFilter) {
    conditions.push(sql`e.connection_slug = ${connection}`);
  }
  if (tool !== undefined) conditions.push(sql`e.tool = ${tool}`);
  if (client !== undefined) conditions.push(isOrNone("client_name", client));
  if (user !== undefined) {
    conditions.push(
      user === noneFilter || idSchema.safeParse(user).success
        ? isOrNone("user_id", user)
        : sql`e.user_id = (select id from users where email = ${user.trim().toLowerCase()})`,
    );
  }
  if (provider !== undefined) conditions.push(isOrNone("provider_type", provider));
  if (key !== undefined) conditions.push(isOrNone("api_key_id", key));
  if (filters.via !== undefined) conditions.push(sql`e.via = ${filters.via}`);
  if (filters.outcome !== undefined) conditions.push(sql`e.outcome = ${filters.outcome}`);
  if (filters.errorCode !== undefined) conditions.push(isOrNone("error_code", filters.errorCode));
  if (filters.failed === true) conditions.push(sql`e.outcome <> 'ok'`);
  if (filters.execution !== undefined) conditions.push(sql`e.execution_id = ${filters.execution}`);
  if (filters.promptSession !== undefined)
    conditions.push(sql`e.prompt_session_id = ${filters.promptSession}`);
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

function isOrNone(column: string, value: string): RawBuilder<unknown> {
  const name = sql.ref(`e.${column}`);
  return value === noneFilter ? sql`${name} is null` : sql`${name} = ${value}`;
}
