import { clock } from "@patchops/contract";
import { dropOldEntries } from "../audit/index.ts";
import type { Services } from "../context.ts";
import type { KeepDays } from "../keep-days-of.ts";
import { dropMailTexts } from "../mail/index.ts";
import { keptDays } from "./kept-days.ts";
import { deleteOldRows, tablesOfAge } from "./system/delete-old-rows.ts";
import { deleteRowsOf, type PlannedTable } from "./system/delete-rows-of.ts";
import { dropUsagePartitions } from "./system/drop-usage-partitions.ts";
import { forgetKeySenders } from "./system/forget-key-senders.ts";
import { readKeepDays } from "./system/read-keep-days.ts";

const dayMs = 86_400_000;
/** What plans and organizations have a say in. */
const plannedTables = [
  { name: "usage_events", kind: "calls" },
  { name: "session_events", kind: "calls" },
  { name: "prompt_sessions", kind: "calls" },
  { name: "execution_log", kind: "runLogs" },
  { name: "executions", kind: "runs" },
  { name: "call_payloads", kind: "payloads" },
] as const satisfies { name: PlannedTable; kind: keyof KeepDays }[];

/** Whether the instance's own days have dropped it before. */
const isDroppedByAge = (kind: keyof KeepDays) => kind === "calls" || kind === "runs";

/**
 * A worker's job: drops what is older than the register says, by its own days or the instance's settings, then what an organization's
 * plan or itself keeps no longer. Answers what is gone, by table: rows, of `usage_events` days. A table that fails holds up no other;
 * the first failure is thrown in the end.
 */
export async function dropOldRecords(services: Services): Promise<Record<string, number>> {
  const { database, log } = services;
  const { keepDays } = services.settings;
  const nowMs = clock.nowMs();
  const ago = (days: number) => new Date(nowMs - days * dayMs).toISOString();
  // Of one moment for all tables.
  const keeping = readKeepDays(services);
  keeping.catch(() => undefined);
  async function dropPlanned(name: PlannedTable, kind: keyof KeepDays): Promise<number> {
    let count = 0;
    for (const [days, organizationIds] of (await keeping)[kind]) {
      if (days >= keepDays.activity && isDroppedByAge(kind)) continue;
      count += await deleteRowsOf(database, name, { organizationIds, before: ago(days) });
    }
    return count;
  }
  const steps = [
    {
      name: "usage_events",
      run: () => dropUsagePartitions(database, ago(keepDays.activity).slice(0, 10)),
    },
    { name: "audit_entries", run: () => dropAudit(services, ago(keepDays.audit)) },
    { name: "api_keys", run: () => forgetKeySenders(database, ago(keepDays.activity)) },
    { name: "mail_texts", run: () => dropMailTexts(database) },
    ...tablesOfAge.map((name) => ({
      name,
      run: () => deleteOldRows(database, name, ago(keptDays(name, keepDays))),
    })),
    ...plannedTables.map(({ name, kind }) => ({ name, run: () => dropPlanned(name, kind) })),
  ];
  const dropped: Record<string, number> = {};
  const failures: unknown[] = [];
  for (const { name, run } of steps) {
    try {
      const count = await run();
      if (count > 0) dropped[name] = (dropped[name] ?? 0) + count;
    } catch (error) {
      log.warn({ error, table: name }, "old records could not be dropped");
      failures.push(error);
    }
  }
  if (Object.keys(dropped).length > 0) log.info(dropped, "old records were dropped");
  if (failures.length > 0) throw failures[0];
  return dropped;
}

/** Entries of a chain that was tampered with stay, and are told of at each run. */
async function dropAudit({ database, log }: Services, before: string): Promise<number> {
  const { count, broken } = await dropOldEntries(database, before);
  for (const organizationId of broken) {
    log.error({ organizationId }, "the audit log was tampered with: its old entries are not dropped");
  }
  return count;
}
