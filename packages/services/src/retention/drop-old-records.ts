import { clock } from "@patchops/contract";
import { dropOldEntries } from "../audit/index.ts";
import type { Services } from "../context.ts";
import type { KeepDays } from "../keep-days-of.ts";
import { dropMailTexts } from "../mail/index.ts";
import { keptDays } from "./kept-days.ts";
import { deleteOldRows, type TableOfAge } from "./system/delete-old-rows.ts";
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
 * A worker's job: drops what is older than the instance keeps it (docs/settings.md), then what an organization's plan or itself keeps no
 * longer. Answers what is gone, by
 * table: rows, of `usage_events` days. A table that fails holds up no other; the first failure is thrown in the end.
 */
export async function dropOldRecords(services: Services): Promise<Record<string, number>> {
  const { database, log } = services;
  const { keepDays } = services.settings;
  const nowMs = clock.nowMs();
  const ago = (days: number) => new Date(nowMs - days * dayMs).toISOString();
  const rows = (table: TableOfAge, before: string) => ({
    name: table,
    run: () => deleteOldRows(database, table, before),
  });
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
    rows("usage_days", ago(keepDays.usage)),
    rows("usage_day_keys", ago(keepDays.usage)),
    rows("usage_hours", ago(keepDays.usage)),
    {
      name: "usage_events",
      run: () => dropUsagePartitions(database, ago(keepDays.activity).slice(0, 10)),
    },
    rows("executions", ago(keepDays.activity)),
    rows("prompt_sessions", ago(keepDays.activity)),
    rows("session_events", ago(keepDays.activity)),
    rows("session_stream_events", ago(keptDays.streamEvents)),
    rows("session_answers", ago(keptDays.answers)),
    rows("held_turns", ago(keptDays.answers)),
    // They hold arguments; that somebody decided, and what about, stays in the audit.
    rows("approvals", ago(keptDays.approvals)),
    { name: "audit_entries", run: () => dropAudit(services, ago(keepDays.audit)) },
    rows("impersonations", ago(keepDays.audit)),
    rows("refused_attempts", ago(keptDays.refusedAttempts)),
    rows("login_sessions", ago(0)),
    rows("login_attempts", ago(0)),
    rows("login_events", ago(keepDays.activity)),
    rows("login_challenges", ago(0)),
    rows("known_devices", ago(keptDays.knownDevices)),
    { name: "api_keys", run: () => forgetKeySenders(database, ago(keepDays.activity)) },
    rows("provider_logins", ago(0)),
    rows("account_links", ago(0)),
    rows("data_exports", ago(0)),
    rows("deletion_links", ago(0)),
    rows("kept_bills", ago(0)),
    rows("appeals", ago(keptDays.settledAppeals)),
    rows("support_tickets", ago(keptDays.closedTickets)),
    { name: "mail_texts", run: () => dropMailTexts(database) },
    rows("mails", ago(keptDays.mails)),
    rows("notifications", ago(keptDays.mails)),
    rows("account_notices", ago(keptDays.mails)),
    rows("webhook_deliveries", ago(keptDays.mails)),
    rows("stripe_events", ago(keptDays.stripeEvents)),
    rows("meter_outbox", ago(keepDays.usage)),
    rows("quota_notices", ago(keptDays.quotaNotices)),
    rows("connection_sign_ins", ago(keptDays.signIns)),
    rows("oauth_records", ago(0)),
    rows("oauth_grants", ago(keptDays.endedGrants)),
    rows("oauth_clients", ago(keptDays.unusedClients)),
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
