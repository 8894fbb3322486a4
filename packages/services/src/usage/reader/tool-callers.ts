import { clock } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { dayMs, isoTime } from "../range.ts";

export interface ToolCaller {
  client: string | null;
  user: { id: string; name: string | null; email: string } | null;
  calls: number;
  lastAt: string;
}

export interface ToolCallersQuery {
  organizationId: string;
  connectionId: string;
  /** Original names. */
  tools: string[];
}

const maxCallers = 20;

export async function readToolCallers(
  trx: Transaction,
  { organizationId, connectionId, tools }: ToolCallersQuery,
): Promise<Map<string, ToolCaller[]>> {
  const rows = await trx
    .selectFrom("usageEvents as e")
    .leftJoin("users as u", "u.id", "e.userId")
    .select(["e.tool", "e.clientName", "e.userId", "u.name", "u.email"])
    .select(({ fn }) => [fn.countAll<number>().as("calls"), fn.max("e.ts").as("lastAt")])
    .where("e.organizationId", "=", organizationId)
    .where("e.connectionId", "=", connectionId)
    .where("e.kind", "=", "call")
    .where(sql<boolean>`e.tool = any(${tools}::text[])`)
    .where("e.ts", ">=", isoTime(clock.nowMs() - 30 * dayMs))
    .groupBy(["e.tool", "e.clientName", "e.userId", "u.name", "u.email"])
    .orderBy("calls", "desc")
    .execute();
  const callers = new Map<string, ToolCaller[]>();
  for (const row of rows) {
    if (row.tool === null) continue;
    const known = callers.get(row.tool) ?? [];
    callers.set(row.tool, known);
    if (known.length >= maxCallers) continue;
    const { clientName: client, userId, name, email, calls, lastAt } = row;
    known.push({
      client,
      user: userId === null || email === null ? null : { id: userId, name, email },
      calls: Number(calls),
      lastAt,
    });
  }
  return callers;
}
