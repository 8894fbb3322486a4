import type { RetentionRule } from "@patchops/contract";
import type { Context } from "../context.ts";
import { keepDaysOf } from "../keep-days-of.ts";
import { planOf } from "../plan-of.ts";
import { planTerms } from "../plan-terms.ts";
import { requireAccess } from "../require-access.ts";
import { keptDays } from "./kept-days.ts";

/** How long what is stored of the organization and its people is kept, and who decides that. */
export async function retentionRules(context: Context): Promise<RetentionRule[]> {
  requireAccess(context, "organization.retention");
  const { services, actor } = context;
  const row = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("organizations")
      .select(["plan", "runLogDays", "payloadDays", planTerms().as("planTerms")])
      .where("id", "=", actor.organizationId)
      .executeTakeFirstOrThrow(),
  );
  const { keepDays } = services.settings;
  const { activity, usage, audit } = keepDays;
  const days = keepDaysOf(services, planOf(services, row), row);
  const byPlan = (kept: number) => (kept < activity ? "plan" : "instance");
  return [
    { kind: "calls", days: days.calls, by: byPlan(days.calls) },
    { kind: "runs", days: days.runs, by: byPlan(days.runs) },
    {
      kind: "run_logs",
      days: days.runLogs,
      by: days.runLogs < days.runs ? "organization" : byPlan(days.runs),
    },
    { kind: "payloads", days: days.payloads, by: days.payloads < row.payloadDays ? "plan" : "organization" },
    { kind: "totals", days: usage, by: "instance" },
    { kind: "periods", days: null, by: "fixed" },
    { kind: "sign_ins", days: activity, by: "instance" },
    { kind: "devices", days: keptDays("known_devices", keepDays), by: "fixed" },
    { kind: "mails", days: keptDays("mails", keepDays), by: "fixed" },
    { kind: "approvals", days: keptDays("approvals", keepDays), by: "fixed" },
    { kind: "support", days: keptDays("support_tickets", keepDays), by: "fixed" },
    { kind: "audit", days: audit, by: "instance" },
  ];
}
