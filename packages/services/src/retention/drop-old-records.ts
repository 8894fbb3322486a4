import { dropOldEntries } from "../audit/index.ts";
import type { Services } from "../context.ts";
import { dropMailTexts } from "../mail/index.ts";
import { deleteOldRows, type TableOfAge } from "./system/delete-old-rows.ts";
import { dropUsagePartitions } from "./system/drop-usage-partitions.ts";
import { forgetKeySenders } from "./system/forget-key-senders.ts";

const dayMs = 86_400_000;
/** What was said in calls, and who was refused: kept for setting things up, not for the record; ended sign-ins, clients that never came to one. */
const keptDays = {
  approvals: 7,
  answers: 1,
  /** Ten minutes. */
  streamEvents: 1 / 144,
  refusedAttempts: 1,
  endedGrants: 30,
  unusedClients: 1,
  signIns: 30,
  /** Their texts are dropped sooner. */
  mails: 30,
  /** After the case was closed; what was decided stays in the audit. */
  settledAppeals: 90,
  quotaNotices: 62,
  /** As long as the cookie of a browser lives. */
  knownDevices: 400,
} as const;

/**
 * A worker's job: drops what is older than the instance keeps it (docs/settings.md). Answers what is gone, by
 * table: rows, of `usage_events` days. A table that fails holds up no other; the first failure is thrown in the end.
 */
export async function dropOldRecords(services: Services): Promise<Record<string, number>> {
  const { database, log } = services;
  const { keepDays } = services.settings;
  const nowMs = Date.now();
  const ago = (days: number) => new Date(nowMs - days * dayMs).toISOString();
  const rows = (table: TableOfAge, before: string) => ({
    name: table,
    run: () => deleteOldRows(database, table, before),
  });
  const steps = [
    rows("usage_days", ago(keepDays.usage)),
    rows("usage_day_keys", ago(keepDays.usage)),
    rows("usage_hours", ago(keepDays.usage)),
    {
      name: "usage_events",
      run: () => dropUsagePartitions(database, ago(keepDays.activity).slice(0, 10)),
    },
    rows("execution_log", ago(0)),
    rows("executions", ago(keepDays.activity)),
    rows("prompt_sessions", ago(keepDays.activity)),
    rows("session_events", ago(keepDays.activity)),
    rows("session_stream_events", ago(keptDays.streamEvents)),
    rows("session_answers", ago(keptDays.answers)),
    rows("held_turns", ago(keptDays.answers)),
    rows("call_payloads", ago(0)),
    // They hold arguments; that somebody decided, and what about, stays in the audit.
    rows("approvals", ago(keptDays.approvals)),
    { name: "audit_entries", run: () => dropAudit(services, ago(keepDays.audit)) },
    rows("refused_attempts", ago(keptDays.refusedAttempts)),
    rows("login_sessions", ago(0)),
    rows("login_attempts", ago(0)),
    rows("login_events", ago(keepDays.activity)),
    rows("login_challenges", ago(0)),
    rows("known_devices", ago(keptDays.knownDevices)),
    { name: "api_keys", run: () => forgetKeySenders(database, ago(keepDays.activity)) },
    rows("provider_logins", ago(0)),
    rows("account_links", ago(0)),
    rows("appeals", ago(keptDays.settledAppeals)),
    { name: "mail_texts", run: () => dropMailTexts(database) },
    rows("mails", ago(keptDays.mails)),
    rows("notifications", ago(keptDays.mails)),
    rows("account_notices", ago(keptDays.mails)),
    rows("webhook_deliveries", ago(keptDays.mails)),
    rows("quota_notices", ago(keptDays.quotaNotices)),
    rows("connection_sign_ins", ago(keptDays.signIns)),
    rows("oauth_records", ago(0)),
    rows("oauth_grants", ago(keptDays.endedGrants)),
    rows("oauth_clients", ago(keptDays.unusedClients)),
  ];
  const dropped: Record<string, number> = {};
  const failures: unknown[] = [];
  for (const { name, run } of steps) {
    try {
      const count = await run();
      if (count > 0) dropped[name] = count;
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
