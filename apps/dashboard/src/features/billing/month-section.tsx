import { type BillingState, type PlanOverview, priceCalls } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { formatCents } from "../../format/format-cents.ts";
import { formatNumber } from "../../format/format-number.ts";
import { formatUtc, formatUtcDay } from "../../format/format-time.ts";
import { Badge } from "../../ui/badge.tsx";
import { Facts } from "../../ui/facts.tsx";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { UsageOutlook } from "../usage/usage-outlook.tsx";

export interface MonthSectionProps {
  overview: PlanOverview;
  state: BillingState | undefined;
}

/** The plan, what of it is used this month, and what the month comes to. */
export function MonthSection({ overview, state }: MonthSectionProps) {
  const { plan, used, version, isLimited, resetsAt } = overview;
  const subscription = state?.subscription;
  const isBilled = subscription !== null && subscription !== undefined;
  const paid = isBilled ? `, paid by ${subscription.interval}` : "";
  return (
    <section aria-labelledby="plan" className="flex flex-col gap-4 rounded-lg border border-hairline p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="plan" className="flex flex-wrap items-center gap-2 text-sm font-medium">
          {plan.name} plan{paid}
          {version !== null && <Badge>version {version}</Badge>}
          {isLimited && <Badge tone="error">limits of Free</Badge>}
        </h2>
        <p className="text-xs text-muted">Counts begin anew {formatUtc(resetsAt)}</p>
      </div>
      <div className="grid gap-x-8 gap-y-3 sm:grid-cols-3">
        <QuotaBar noun="calls" used={used.calls} limit={plan.callsPerMonth} />
        <QuotaBar noun="runs" used={used.executions} limit={plan.executionsPerMonth} />
        <QuotaBar noun="CPU seconds" used={used.cpuSeconds} limit={plan.cpuSecondsPerMonth} />
      </div>
      <UsageOutlook />
      {isBilled && <Estimate overview={overview} subscription={subscription} />}
      <Credits overview={overview} />
    </section>
  );
}

/** What the next invoice comes to: the plan where its time is over by then, and calls beyond it. Taxes are the payment provider's. */
function Estimate({
  overview: { plan, overage, used, resetsAt },
  subscription,
}: {
  overview: PlanOverview;
  subscription: NonNullable<BillingState["subscription"]>;
}) {
  const forecast = useQuery(trpc.usage.forecast.queryOptions(undefined, { staleTime: 60_000 }));
  const { price, callsPerMonth } = plan;
  if (price === null) return null;
  const expected = forecast.data?.meters.find(({ meter }) => meter === "calls")?.expected ?? used.calls;
  // Calls end at the cap, whatever the pace.
  const most =
    overage && callsPerMonth !== null && overage.callsAllowed !== null
      ? callsPerMonth + overage.callsAllowed
      : Number.POSITIVE_INFINITY;
  const { cents } = priceCalls(plan, Math.max(used.calls, Math.min(expected, most)));
  const flat = subscription.interval === "year" ? price.yearlyCents : price.monthlyCents;
  const isFlatDue = subscription.periodEnd <= resetsAt && subscription.cancelAt === null;
  const beyond = overage?.usedCents ?? 0;
  const sum = (isFlatDue ? flat : 0) + cents;
  return (
    <Facts
      label="The next invoice"
      facts={[
        {
          label: "Plan",
          value: (
            <>
              <span className="numbers">{formatCents(flat)}</span> on {formatUtcDay(subscription.periodEnd)}
            </>
          ),
        },
        {
          label: "Calls beyond it",
          value: overage && (
            <>
              <span className="numbers">{formatCents(beyond)}</span> so far, for{" "}
              <span className="numbers">{formatNumber(overage.used)}</span> calls
            </>
          ),
        },
        {
          label: "Next invoice",
          value: (
            <>
              about <span className="numbers font-medium">{formatCents(sum)}</span> before taxes and credits
            </>
          ),
        },
      ]}
    />
  );
}

function Credits({ overview: { credits } }: { overview: PlanOverview }) {
  if (credits.length === 0) return null;
  return (
    <ul aria-label="Credits" className="flex flex-col gap-1 text-sm">
      {credits.slice(0, 5).map(({ id, kind, amountCents, currency, reason, state }) => (
        <li key={id}>
          {kind === "credit" ? "Credit" : "Refund"} of{" "}
          <span className="numbers">{formatCents(amountCents, currency)}</span>: {reason}
          {state === "pending" && <span className="text-muted"> (on its way)</span>}
        </li>
      ))}
    </ul>
  );
}
