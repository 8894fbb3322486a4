import { isPlanId, type Plan, plans } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { useSession } from "../../api/session.ts";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { Facts } from "../../ui/facts.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QuotaPanel } from "../usage/quota-panel.tsx";

/** What the organization's plan is, what is left of it, and what it allows. */
export function BillingPage() {
  const { organization } = useSession();
  const plan = isPlanId(organization.plan) ? plans[organization.plan] : undefined;
  return (
    <>
      <PageHeader
        title="Billing"
        className="pb-0"
        description={
          plan?.callsPerMonth === null
            ? `${plan.name} plan: no monthly limits.`
            : "This instance takes no payments: who operates it decides on the plan."
        }
      />
      <div className="flex max-w-200 flex-col gap-6">
        <QuotaPanel />
        {plan && <Limits plan={plan} />}
        <p className="text-sm text-muted">
          What was called, by whom and how fast stands in{" "}
          <Link to="/usage" search={{ range: "month" }} className="text-link underline underline-offset-2">
            this month's usage
          </Link>
          . Owners and admins may give a key or a person a{" "}
          <a
            href="/docs/usage#budgets"
            target="_blank"
            rel="noreferrer"
            className="text-link underline underline-offset-2"
          >
            budget
          </a>{" "}
          of their own within it.
        </p>
      </div>
    </>
  );
}

const number = (value: number | null) =>
  value === null ? "no limit" : <span className="numbers">{formatNumber(value)}</span>;
const time = (durationMs: number) => (
  <span className="numbers">{formatDuration(durationMs).replace(/ 0 (s|min)$|\.0+(?= s$)/, "")}</span>
);

/** What happens beyond a month's limit. */
function fullWords({ callsPerMonth, executionsPerMonth, cpuSecondsPerMonth, limits }: Plan) {
  if (callsPerMonth === null && executionsPerMonth === null && cpuSecondsPerMonth === null) return undefined;
  return limits === "hard" ? "calls and runs are refused" : "calls and runs go on, as overage";
}

function Limits({ plan }: { plan: Plan }) {
  const { execution } = plan;
  return (
    <section aria-labelledby="limits" className="rounded-lg border border-hairline p-4">
      <h2 id="limits" className="pb-3 text-sm font-medium">
        What the {plan.name} plan allows
      </h2>
      <div className="grid items-start gap-x-8 gap-y-2 sm:grid-cols-2">
        <Facts
          label="Limits of calls"
          facts={[
            { label: "Calls a month", value: number(plan.callsPerMonth) },
            { label: "Failed calls", value: plan.countsFailures ? "are counted" : "are free" },
            { label: "Calls a minute", value: number(plan.rate?.organizationPerMinute ?? null) },
            { label: "of one key", value: plan.rate && number(plan.rate.keyPerMinute) },
            { label: "Calls at once", value: number(plan.concurrentCalls) },
            {
              label: "One call",
              value: <span className="numbers">{formatBytes(execution.toolBytes)}</span>,
            },
          ]}
        />
        <Facts
          label="Limits of runs"
          facts={[
            { label: "Runs a month", value: number(plan.executionsPerMonth) },
            {
              label: "CPU a month",
              value: plan.cpuSecondsPerMonth === null ? "no limit" : time(plan.cpuSecondsPerMonth * 1_000),
            },
            { label: "Runs at once", value: number(plan.concurrentExecutions) },
            { label: "One run", value: time(execution.timeoutMs) },
            {
              label: "of that, CPU",
              value: time(execution.cpuMs),
            },
            {
              label: "Memory",
              value: <span className="numbers">{formatBytes(execution.memoryMb * 1_000_000)}</span>,
            },
            { label: "Calls in a run", value: number(execution.maxToolCalls) },
          ]}
        />
        <Facts
          label="Limits of the organization"
          facts={[
            { label: "Connections", value: number(plan.connections) },
            { label: "Members", value: number(plan.members) },
            { label: "When a month is full", value: fullWords(plan) },
          ]}
        />
      </div>
    </section>
  );
}
