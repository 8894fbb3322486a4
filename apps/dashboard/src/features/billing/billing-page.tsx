import type { BillingState } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { trpc } from "../../api/client.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { Invoices } from "./invoices.tsx";
import { MonthSection } from "./month-section.tsx";
import { OverageForm, type OverageFormProps } from "./overage-form.tsx";
import { PaymentNotes } from "./payment-notes.tsx";
import { PlanLimits } from "./plan-limits.tsx";
import { PlanOffers } from "./plan-offers.tsx";
import { PortalButton } from "./portal-button.tsx";
import { refetchMs } from "./refetch-ms.ts";

const route = getRouteApi("/shell/billing");

function standing({ subscription }: BillingState): OverageFormProps["subscription"] {
  if (subscription === null) return "none";
  return subscription.status === "trialing" ? "trial" : "paid";
}

/** What the organization's plan is, what is left of it, what it comes to, and what else there is. */
export function BillingPage() {
  const { checkout } = route.useSearch();
  const client = useQueryClient();
  const plan = useQuery(trpc.plan.current.queryOptions());
  const state = useQuery(
    trpc.billing.state.queryOptions(undefined, {
      refetchInterval: (query) =>
        refetchMs(query.state.data, { isBack: checkout === "done", nowMs: Date.now() }),
    }),
  );
  const mayNotRefresh = useRefusal("billing.refresh");
  const refresh = useMutation(
    trpc.billing.refresh.mutationOptions({ onSettled: () => void client.invalidateQueries() }),
  );
  const { mutate } = refresh;
  const isBack = checkout === "done" && !mayNotRefresh;
  // The payment's own message may be on its way yet: it is asked for.
  useEffect(() => {
    if (isBack) mutate();
  }, [isBack, mutate]);
  // An answer that says the same is the same object: only another one changes what the rest of the page shows.
  const heard = useRef(state.data);
  useEffect(() => {
    const before = heard.current;
    heard.current = state.data;
    if (before === undefined || before === state.data) return;
    for (const key of [trpc.plan.pathKey(), trpc.billing.invoices.pathKey(), trpc.usage.quota.pathKey()]) {
      void client.invalidateQueries({ queryKey: key });
    }
  }, [state.data, client]);
  return (
    <>
      <PageHeader
        title="Billing"
        className="max-w-240 pb-4"
        // Who never paid has nothing to manage there.
        actions={
          state.data?.isSetUp &&
          (state.data.subscription !== null || !state.data.hasTrial) && (
            <PortalButton label="Manage payment" />
          )
        }
        description={
          state.data &&
          (state.data.isSetUp
            ? "Your plan, what it comes to, and your invoices. Months are counted in UTC."
            : "This instance bills nobody. Who operates it decides on the plan of each organization.")
        }
      />
      <div className="flex max-w-240 flex-col gap-6">
        {state.data && (
          <PaymentNotes state={state.data} checkout={checkout} isConfirming={refresh.isPending} />
        )}
        <Loadable query={plan} what="the plan" skeleton={<SkeletonPanel className="h-56" />}>
          {(overview) => (
            <>
              <MonthSection overview={overview} state={state.data} />
              {overview.overage && state.data?.isSetUp && (
                <OverageForm overage={overview.overage} subscription={standing(state.data)} />
              )}
            </>
          )}
        </Loadable>
        <PlanOffers state={state.data} />
        {state.data?.isSetUp && <Invoices />}
        {plan.data && <PlanLimits overview={plan.data} />}
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
