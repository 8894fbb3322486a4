import { type PlanOverview, planFields } from "@patchops/contract";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatCents } from "../../format/format-cents.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { formatUtcDay } from "../../format/format-time.ts";
import { Facts } from "../../ui/facts.tsx";

const number = (value: number | null) =>
  value === null ? "no limit" : <span className="numbers">{formatNumber(value)}</span>;
const words = (value: number | string | null) =>
  value === null ? "no limit" : typeof value === "number" ? formatNumber(value) : value;
const days = (count: number) => (
  <span className="numbers">{count === 1 ? "1 day" : `${formatNumber(count)} days`}</span>
);
const time = (durationMs: number) => (
  <span className="numbers">{formatDuration(durationMs).replace(/ 0 (s|min)$|\.0+(?= s$)/, "")}</span>
);

/** What happens beyond a month's limit. */
function fullWords({ plan, overage }: PlanOverview) {
  const { callsPerMonth, executionsPerMonth, cpuSecondsPerMonth, limits } = plan;
  if (callsPerMonth === null && executionsPerMonth === null && cpuSecondsPerMonth === null) return undefined;
  const runs = limits === "hard" ? "runs are refused" : "runs go on";
  const doCallsGoOn = overage ? overage.callsAllowed !== 0 : limits === "soft";
  if (!doCallsGoOn) return limits === "hard" ? "calls and runs are refused" : `calls are refused, ${runs}`;
  if (overage && overage.capCents !== null)
    return `calls go on up to ${formatCents(overage.capCents)}, ${runs}`;
  return limits === "soft" ? "calls and runs go on" : `calls go on, ${runs}`;
}

/** What the plan lets the organization do, with what was agreed on beside it. */
export function PlanLimits({ overview }: { overview: PlanOverview }) {
  const { plan, keepDays, overrides } = overview;
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
            { label: "When a month is full", value: fullWords(overview) },
          ]}
        />
        <Facts
          label="How long records are kept"
          facts={[
            { label: "Calls are kept", value: days(keepDays.calls) },
            { label: "Runs", value: days(keepDays.runs) },
            { label: "Logs of runs", value: days(keepDays.runLogs) },
            { label: "Arguments", value: days(keepDays.payloads) },
          ]}
        />
      </div>
      {overrides.length > 0 && (
        <ul
          aria-label="Agreed on for this organization"
          className="mt-3 flex flex-col gap-1 text-xs text-muted"
        >
          {overrides.map(({ field, value, planValue, reason, endsAt }) => (
            <li key={field}>
              {planFields[field].label}: <span className="text-text">{words(value)}</span> in place of{" "}
              {words(planValue)}
              {endsAt && ` until ${formatUtcDay(endsAt)}`} ({reason})
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
