import type { BillingState, PlanOffer } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatCents } from "../../format/format-cents.ts";
import { formatCount, formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { cn } from "../../ui/cn.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";

type Interval = "month" | "year";

const intervals = [
  { id: "month", label: "By month" },
  { id: "year", label: "By year" },
] as const;

/** The plans side by side, with the last 30 days priced on each, and the way to another. */
export function PlanOffers({ state }: { state: BillingState | undefined }) {
  const query = useQuery(trpc.plan.offers.queryOptions());
  const [interval, setInterval] = useState<Interval>(state?.subscription?.interval ?? "month");
  return (
    <section aria-labelledby="plans" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="plans" className="text-sm font-medium">
          Plans
        </h2>
        {state?.isSetUp && (
          <Segments label="Pay" options={intervals} value={interval} onChange={setInterval} />
        )}
      </div>
      <Loadable query={query} what="the plans" skeleton={<SkeletonPanel className="h-64" />}>
        {(offers) => {
          const shown = offers.filter(
            ({ id, isCurrent }) => id !== "self_hosted" || isCurrent || state?.isSetUp === false,
          );
          return (
            <>
              <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                {shown.map((offer) => (
                  <Offer key={offer.id} offer={offer} state={state} interval={interval} />
                ))}
              </ul>
              <p className="text-xs text-muted">
                {state?.isSetUp === false
                  ? "A plan is given here by who operates this instance: in Admin, Customers, or with "
                  : "The last 30 days are priced as a month of each plan, paid by month. "}
                {state?.isSetUp === false && <span className="code">patchops admin plan set</span>}
                {state?.isSetUp === false && ". Its limits hold in the same way; nobody is charged."}
              </p>
            </>
          );
        }}
      </Loadable>
    </section>
  );
}

function Offer({
  offer,
  state,
  interval,
}: {
  offer: PlanOffer;
  state: BillingState | undefined;
  interval: Interval;
}) {
  const { plan, isCurrent, last30Days, over } = offer;
  const { price } = plan;
  const isSame = isCurrent && (state?.subscription === null || state?.subscription?.interval === interval);
  return (
    <li
      className={cn(
        "flex flex-col gap-2 rounded-lg border p-4",
        isCurrent ? "border-accent" : "border-hairline",
      )}
    >
      <h3 className="flex items-center gap-2 text-sm font-medium">
        {plan.name}
        {isCurrent && <Badge tone="accent">yours</Badge>}
      </h3>
      <p>
        <span className="numbers text-xl font-medium tracking-tight">
          {price === null ? "$0" : formatCents(interval === "year" ? price.yearlyCents : price.monthlyCents)}
        </span>
        <span className="text-xs text-muted"> a {interval}</span>
      </p>
      <ul className="flex grow flex-col gap-1 text-xs text-muted">
        <li>{amount(plan.callsPerMonth, "call")} a month</li>
        <li>{amount(plan.executionsPerMonth, "run")} a month</li>
        <li>
          {price?.overage
            ? `then ${formatCents(price.overage.cents)} for ${formatNumber(price.overage.calls)} calls`
            : "nothing beyond them"}
        </li>
        <li>
          {amount(plan.members, "member")}, {amount(plan.connections, "connection")}
        </li>
        <li>
          {plan.keepDays.calls === null
            ? "kept as the instance does"
            : `kept for ${plan.keepDays.calls} days`}
        </li>
        {state?.hasTrial && price !== null && price.trialDays > 0 && <li>{price.trialDays} days of trial</li>}
      </ul>
      <p className="border-t border-hairline pt-2 text-xs">
        <span className="text-muted">Your last 30 days: </span>
        <span className="numbers">{formatCents(last30Days.cents)}</span>
        {last30Days.overageCalls > 0 && (
          <span className="text-muted"> with {formatNumber(last30Days.overageCalls)} calls beyond</span>
        )}
        {last30Days.refusedCalls > 0 && (
          <span className="text-warning"> {formatCount(last30Days.refusedCalls, "call")} refused</span>
        )}
        {last30Days.refusedRuns > 0 && (
          <span className="text-warning"> {formatCount(last30Days.refusedRuns, "run")} refused</span>
        )}
      </p>
      {over.length > 0 && !isCurrent && (
        <p className="text-xs text-warning">
          Too much for it: {over.map(({ of, taken, limit }) => `${taken} ${of} of ${limit}`).join(", ")}
        </p>
      )}
      {state?.isSetUp &&
        offer.id !== "self_hosted" &&
        (isSame ? (
          // As high as the others' button, so that all lines stand side by side.
          <span className="hidden h-7 sm:block" />
        ) : (
          <OfferButton offer={offer} state={state} interval={interval} />
        ))}
    </li>
  );
}

const amount = (count: number | null, noun: string) =>
  count === null ? `no limit of ${noun}s` : formatCount(count, noun);

/** To checkout without a subscription; with one it is changed, or ended. */
function OfferButton({
  offer: { id, plan, over, isCurrent },
  state: { subscription },
  interval,
}: {
  offer: PlanOffer;
  state: BillingState;
  interval: Interval;
}) {
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const refusal = useRefusal("billing.change", "change the plan");
  const onSuccess = () => {
    setAsking(false);
    void client.invalidateQueries();
  };
  const checkout = useMutation(
    trpc.billing.checkout.mutationOptions({ onSuccess: ({ url }) => window.location.assign(url) }),
  );
  const change = useMutation(trpc.billing.change.mutationOptions({ onSuccess }));
  const cancel = useMutation(trpc.billing.cancel.mutationOptions({ onSuccess }));
  if (id === "free" && subscription === null) return null;
  if (id === "free" && subscription?.cancelAt) return null;
  const error = checkout.error ?? change.error ?? cancel.error;
  const tooMuch = over.length > 0 ? "Remove what is too much for this plan first." : undefined;
  const verb = id === "free" ? "Cancel the plan" : isCurrent ? `Pay by ${interval}` : `Choose ${plan.name}`;
  return (
    <>
      <GuardedButton
        size="small"
        reason={refusal ?? (id === "free" ? undefined : tooMuch)}
        aria-label={verb}
        isBusy={checkout.isPending}
        onClick={() => (subscription === null ? checkout.mutate({ plan: id, interval }) : setAsking(true))}
      >
        {verb}
      </GuardedButton>
      {checkout.error && (
        <p role="alert" className="text-xs text-error">
          {toErrorBody(checkout.error).message}
        </p>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`${verb}?`}
        action={verb}
        isBusy={change.isPending || cancel.isPending}
        error={error ? toErrorBody(error).message : undefined}
        onConfirm={() => (id === "free" ? cancel.mutate() : change.mutate({ plan: id, interval }))}
      >
        {id === "free"
          ? [
              "The plan goes on until the time that is paid is over; then you are on Free, and calls and runs beyond its limits are refused.",
              over.length > 0 &&
                `You keep your ${over.map(({ of, taken, limit }) => `${taken} ${of} (Free has ${limit})`).join(" and ")}, but can add none until there are fewer.`,
            ]
              .filter(Boolean)
              .join(" ")
          : "A plan that costs more holds at once, and the rest of what is paid is charged now. One that costs less holds when what is paid is over."}
      </ConfirmDialog>
    </>
  );
}
