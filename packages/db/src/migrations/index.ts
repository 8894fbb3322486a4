import type { Migration } from "kysely/migration";
import { organizationsAndPeople } from "./0001-organizations-and-people.ts";
import { connectionsAndTools } from "./0002-connections-and-tools.ts";
import { executionsAndSessions } from "./0003-executions-and-sessions.ts";
import { usage } from "./0004-usage.ts";
import { usageQuotas } from "./0005-usage-quotas.ts";
import { ageIndexes } from "./0006-age-indexes.ts";
import { oauthClientsAndGrants } from "./0007-oauth-clients-and-grants.ts";
import { connectionSignIns } from "./0008-connection-sign-ins.ts";
import { instanceHeader } from "./0009-instance-header.ts";
import { providerLogins } from "./0010-provider-logins.ts";
import { jsonInItsOrder } from "./0011-json-in-its-order.ts";
import { promptsAndResources } from "./0012-prompts-and-resources.ts";
import { profilesAndPolicies } from "./0013-profiles-and-policies.ts";
import { sessionAnswers } from "./0014-session-answers.ts";
import { sessionEvents } from "./0015-session-events.ts";
import { heldTurns } from "./0016-held-turns.ts";
import { approvals } from "./0017-approvals.ts";
import { toolSearch } from "./0018-tool-search.ts";
import { definitionReview } from "./0019-definition-review.ts";
import { sessionStreamEvents } from "./0020-session-stream-events.ts";
import { approvalsInSessions } from "./0021-approvals-in-sessions.ts";
import { sealedBetweenNodes } from "./0022-sealed-between-nodes.ts";
import { runsAndPrograms } from "./0023-runs-and-programs.ts";
import { executionProfile } from "./0024-execution-profile.ts";
import { keptSubscriptions } from "./0025-kept-subscriptions.ts";
import { runLogs } from "./0026-run-logs.ts";
import { fetchFromCode } from "./0027-fetch-from-code.ts";
import { runWebhooks } from "./0028-run-webhooks.ts";
import { mails } from "./0029-mails.ts";
import { peopleOfOrganizations } from "./0030-people-of-organizations.ts";
import { auditChains } from "./0031-audit-chains.ts";
import { accountLinks } from "./0032-account-links.ts";
import { devicesAndPasskeys } from "./0033-devices-and-passkeys.ts";
import { singleSignOn } from "./0034-single-sign-on.ts";
import { notifications } from "./0035-notifications.ts";
import { singleSignOnPeople } from "./0036-single-sign-on-people.ts";
import { accountNotices } from "./0037-account-notices.ts";
import { usageByKey } from "./0038-usage-by-key.ts";
import { usageLeases } from "./0039-usage-leases.ts";
import { budgets } from "./0040-budgets.ts";
import { tracesOfCalls } from "./0041-traces-of-calls.ts";
import { keptPayloads } from "./0042-kept-payloads.ts";
import { usageErrors } from "./0043-usage-errors.ts";
import { planVersions } from "./0044-plan-versions.ts";
import { stripeBilling } from "./0045-stripe-billing.ts";
import { workflows } from "./0046-workflows.ts";
import { usageAlerts } from "./0047-usage-alerts.ts";
import { answersOfStripe } from "./0048-answers-of-stripe.ts";
import { countersOfCalls } from "./0049-counters-of-calls.ts";
import { deletions } from "./0050-deletions.ts";
import { lateUnits } from "./0051-late-units.ts";
import { heldRuns } from "./0052-held-runs.ts";
import { support } from "./0053-support.ts";
import { dataExports } from "./0054-data-exports.ts";
import { status } from "./0055-status.ts";
import { freezesAndImpersonations } from "./0058-freezes-and-impersonations.ts";
import { scim } from "./0059-scim.ts";
import { askedCancellations } from "./0060-asked-cancellations.ts";
import { requests } from "./0061-requests.ts";
import { backups } from "./0062-backups.ts";
import { hookRefusals } from "./0063-hook-refusals.ts";
import { deadRuns } from "./0064-dead-runs.ts";

/** Every migration by its name, in order. A released one is never changed: mend it with the next. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-organizations-and-people": organizationsAndPeople,
  "0002-connections-and-tools": connectionsAndTools,
  "0003-executions-and-sessions": executionsAndSessions,
  "0004-usage": usage,
  "0005-usage-quotas": usageQuotas,
  "0006-age-indexes": ageIndexes,
  "0007-oauth-clients-and-grants": oauthClientsAndGrants,
  "0008-connection-sign-ins": connectionSignIns,
  "0009-instance-header": instanceHeader,
  "0010-provider-logins": providerLogins,
  "0011-json-in-its-order": jsonInItsOrder,
  "0012-prompts-and-resources": promptsAndResources,
  "0013-profiles-and-policies": profilesAndPolicies,
  "0014-session-answers": sessionAnswers,
  "0015-session-events": sessionEvents,
  "0016-held-turns": heldTurns,
  "0017-approvals": approvals,
  "0018-tool-search": toolSearch,
  "0019-definition-review": definitionReview,
  "0020-session-stream-events": sessionStreamEvents,
  "0021-approvals-in-sessions": approvalsInSessions,
  "0022-sealed-between-nodes": sealedBetweenNodes,
  "0023-runs-and-programs": runsAndPrograms,
  "0024-execution-profile": executionProfile,
  "0025-kept-subscriptions": keptSubscriptions,
  "0026-run-logs": runLogs,
  "0027-fetch-from-code": fetchFromCode,
  "0028-run-webhooks": runWebhooks,
  "0029-mails": mails,
  "0030-people-of-organizations": peopleOfOrganizations,
  "0031-audit-chains": auditChains,
  "0032-account-links": accountLinks,
  "0033-devices-and-passkeys": devicesAndPasskeys,
  "0034-single-sign-on": singleSignOn,
  "0035-notifications": notifications,
  "0036-single-sign-on-people": singleSignOnPeople,
  "0037-account-notices": accountNotices,
  "0038-usage-by-key": usageByKey,
  "0039-usage-leases": usageLeases,
  "0040-budgets": budgets,
  "0041-traces-of-calls": tracesOfCalls,
  "0042-kept-payloads": keptPayloads,
  "0043-usage-errors": usageErrors,
  "0044-plan-versions": planVersions,
  "0045-stripe-billing": stripeBilling,
  "0046-workflows": workflows,
  "0047-usage-alerts": usageAlerts,
  "0048-answers-of-stripe": answersOfStripe,
  "0049-counters-of-calls": countersOfCalls,
  "0050-deletions": deletions,
  "0051-late-units": lateUnits,
  "0052-held-runs": heldRuns,
  "0053-support": support,
  "0054-data-exports": dataExports,
  "0055-status": status,
  "0058-freezes-and-impersonations": freezesAndImpersonations,
  "0059-scim": scim,
  "0060-asked-cancellations": askedCancellations,
  "0061-requests": requests,
  "0062-backups": backups,
  "0063-hook-refusals": hookRefusals,
  "0064-dead-runs": deadRuns,
};
