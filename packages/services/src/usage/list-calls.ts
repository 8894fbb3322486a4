import { AppError, type CallPage, idSchema, type ListCallsInput, listCallsInput } from "@patchops/contract";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { readCalls } from "./read-calls.ts";

/** The organization's calls, newest first. A cursor keeps its place while new calls come in. */
export async function listCalls(context: Context, rawInput: ListCallsInput): Promise<CallPage> {
  requireScope(context, "usage:read");
  const { cursor, limit, ...filters } = listCallsInput.parse(rawInput);
  const { services, actor } = context;
  const after = cursor === undefined ? null : readCursor(cursor);
  await services.meter.flush();
  const read = await services.database.withOrganization(actor.organizationId, (trx) =>
    readCalls(trx, {
      organizationId: actor.organizationId,
      filters,
      limit: limit + 1,
      // The first condition alone is what the index and the partitions can use.
      ...(after === null
        ? {}
        : { where: sql`e.ts <= ${after.ts} and (e.ts, e.id) < (${after.ts}, ${after.id}::uuid)` }),
    }),
  );
  const calls = read.slice(0, limit);
  const last = read.length > limit ? calls.at(-1) : undefined;
  return { calls, nextCursor: last ? `${last.at}_${last.id}` : null };
}

function readCursor(cursor: string): { ts: string; id: string } {
  const [ts = "", id = ""] = cursor.split("_");
  if (
    !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(ts) ||
    Number.isNaN(Date.parse(ts)) ||
    !idSchema.safeParse(id).success
  ) {
    throw new AppError("invalid_input", "The cursor is none of ours.", {
      next: "Begin again without a cursor.",
      details: { field: "cursor" },
    });
  }
  return { ts, id };
}
