import {
  type ExecutionSummary,
  executionStatusSchema,
  idSchema,
  type ListExecutionsInput,
  listExecutionsInput,
} from "@patchops/contract";
import { type RawBuilder, sql } from "kysely";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { originOf } from "./origin-of.ts";
import { queueMsOf } from "./queue-ms-of.ts";

type Filters = ReturnType<typeof listExecutionsInput.parse>;

/** The condition, over `executions as e`, of an organization's runs that pass the filters. */
function conditions(organizationId: string, filters: Filters): RawBuilder<boolean> {
  const { status, failed, via, user, client, promptSession, snippet, search, from, to, cursor } = filters;
  const all = [sql`e.organization_id = ${organizationId}`];
  if (cursor !== undefined) all.push(sql`e.id < ${cursor}`);
  if (status !== undefined) all.push(sql`e.status = ${status}`);
  if (failed === true) all.push(sql`e.finished_at is not null and e.status <> 'succeeded'`);
  if (via !== undefined) all.push(sql`e.via = ${via}`);
  if (user !== undefined) {
    all.push(
      idSchema.safeParse(user).success
        ? sql`e.user_id = ${user}`
        : sql`e.user_id = (select id from users where email = ${user.trim().toLowerCase()})`,
    );
  }
  if (client !== undefined) all.push(sql`e.client_name = ${client}`);
  if (promptSession !== undefined) all.push(sql`e.prompt_session_id = ${promptSession}`);
  if (snippet !== undefined) all.push(sql`e.snippet_name = ${snippet}`);
  if (search) all.push(sql`strpos(lower(e.code), ${search.toLowerCase()}) > 0`);
  if (from !== undefined) all.push(sql`e.created_at >= ${new Date(from).toISOString()}`);
  if (to !== undefined) all.push(sql`e.created_at < ${new Date(to).toISOString()}`);
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}

/** The organization's runs, newest first. */
export async function listExecutions(
  context: Context,
  rawInput: ListExecutionsInput,
): Promise<{ executions: ExecutionSummary[]; nextCursor: string | null }> {
  requireAccess(context, "execution.list");
  const input = listExecutionsInput.parse(rawInput);
  const { organizationId } = context.actor;
  const rows = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("executions as e")
      .innerJoin("users as u", "u.id", "e.userId")
      .select([
        "e.id",
        "e.status",
        "e.toolCalls",
        "e.cpuMs",
        "e.wallMs",
        "e.memoryPeakBytes",
        "e.via",
        "e.userId",
        "u.name as userName",
        "u.email as userEmail",
        "e.clientName",
        "e.clientVersion",
        "e.promptSessionId",
        "e.snippetName",
        "e.createdAt",
        "e.startedAt",
        "e.finishedAt",
        "e.code",
      ])
      .where(conditions(organizationId, input))
      .orderBy("e.id", "desc")
      .limit(input.limit + 1)
      .execute(),
  );
  const page = rows.slice(0, input.limit);
  return {
    executions: page.map((row) => ({
      executionId: row.id,
      status: executionStatusSchema.parse(row.status),
      toolCalls: row.toolCalls,
      usage: {
        cpuMs: row.cpuMs ?? 0,
        wallMs: row.wallMs ?? 0,
        queueMs: queueMsOf(row),
        memoryPeakBytes: row.memoryPeakBytes ?? 0,
      },
      ...originOf(row),
      createdAt: row.createdAt,
      finishedAt: row.finishedAt,
      code: row.code,
    })),
    nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
  };
}
