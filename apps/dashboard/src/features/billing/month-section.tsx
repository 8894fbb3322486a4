import { type BillingState, type PlanOverview, priceBeyond } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { formatCents } from "../../format/format-cents.ts";
import { formatNumber } from "../../format/format-number.ts";
import { formatUtc, formatUtcDay } from "../../format/format-time.ts";
import { Badge } from "../../ui/badge.tsx";
import { Facts } from "../../ui/facts.tsx";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { UsageOutlook } from "../usage/usage-outlook.tsx";
import { flatCents } from "./flat-cents.ts";

export interface MonthSectionProps {
  overview: PlanOverview;
  state: BillingState | undefined;
}

/** The plan, what of it is used this month, and what the month comes to. */
export function MonthSection({ overview, state }: MonthSectionProps) {
  const { plan, used, version, isLimited, resetsAt, overage } = overview;
  const subscription = state?.subscription;
  const isBilled = subscription !== null && subscription !== undefined;
  const paid = isBilled ? `, paid by ${subscription.interval}` : "";
  const beyond = plan.callsPerMonth === null ? 0 : Math.max(0, used.calls - plan.callsPerMonth);
  const beyondLimits = plan.limits === "soft" ? null : 0;
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
        <QuotaBar
          noun="calls"
          used={used.calls}
          limit={plan.callsPerMonth}
          stopsAt={stopOf(plan.callsPerMonth, overage ? overage.callsAllowed : beyondLimits)}
          {...(beyond > 0 && { detail: `${formatNumber(beyond)} beyond the plan` })}
        />
        <QuotaBar
          noun="runs"
          used={used.executions}
          limit={plan.executionsPerMonth}
          stopsAt={stopOf(plan.executionsPerMonth, beyondLimits)}
        />
        <QuotaBar
          noun="CPU seconds"
          used={used.cpuSeconds}
          limit={plan.cpuSecondsPerMonth}
          stopsAt={stopOf(plan.cpuSecondsPerMonth, beyondLimits)}
        />
      </div>
      <UsageOutlook />
      {isBilled && <Estimate overview={overview} subscription={subscription} />}
      <Credits overview={overview} />
    </section>
  );
}

/** Where a meter stops that lets so many through beyond its limit; null = nowhere. */
function stopOf(limit: number | null, beyond: number | null): number | null {
  return limit === null || beyond === null ? null : limit + beyond;
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
  const most = stopOf(callsPerMonth, overage?.callsAllowed ?? null) ?? Number.POSITIVE_INFINITY;
  const toCome = Math.max(0, Math.min(expected, most) - used.calls);
  const cents = overage ? priceBeyond(overage, overage.used + Math.max(0, toCome - overage.freeCalls)) : 0;
  const flat = flatCents(subscription, price);
  // A trial, which ends with a month, has no invoice before its end.
  const isTrial = subscription.status === "trialing";
  const isFlatDue = (isTrial || subscription.periodEnd <= resetsAt) && subscription.cancelAt === null;
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
          {state === "failed" && <span className="text-muted"> (the payment provider did not take it)</span>}
        </li>
      ))}
    </ul>
  );
}
