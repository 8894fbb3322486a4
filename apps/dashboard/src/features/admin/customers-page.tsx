import { isPlanId, type PlanId, plans, type SubscriptionState } from "@patchops/contract";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { formatCount, formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { CustomerPanel } from "./customer-panel.tsx";

const route = getRouteApi("/shell/admin/customers");

const shows = [
  { id: "all", label: "All" },
  { id: "changed", label: "Own limits" },
  { id: "limited", label: "Unpaid" },
] as const;
const planChoices = [
  { value: "any", label: "Any plan" },
  ...Object.keys(plans)
    .filter(isPlanId)
    .map((id) => ({ value: id, label: plans[id].name })),
] satisfies { value: PlanId | "any"; label: string }[];

const subscriptionChoices = [
  { value: "any", label: "Subscribed or not" },
  { value: "none", label: "No subscription" },
  { value: "trialing", label: "On trial" },
  { value: "active", label: "Paying" },
  { value: "past_due", label: "Payment owed" },
  { value: "ending", label: "Cancelled, goes on" },
] satisfies { value: SubscriptionState | "any"; label: string }[];

/** Every organization of the instance, with its plan. */
export function CustomersPage() {
  const { q, show, plan, subscription, open } = route.useSearch();
  const address = useSearchUpdate();
  const planId = plan !== undefined && isPlanId(plan) ? plan : undefined;
  const query = useInfiniteQuery(
    trpc.admin.customers.infiniteQueryOptions(
      {
        ...(q && { search: q }),
        ...(show && { show }),
        ...(planId && { plan: planId }),
        ...(subscription && { subscription }),
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  );
  return (
    <>
      <PageHeader title="Customers" description="Every organization of this instance, with its plan." />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label="Search by name or mail address"
          value={q ?? ""}
          onChange={(text) => address.replace({ q: text || undefined })}
          className="w-full sm:w-72"
        />
        <Select
          label="Plan"
          options={planChoices}
          value={planId ?? "any"}
          onChange={(value) => address.push({ plan: value === "any" ? undefined : value })}
          className="w-36"
        />
        <Select
          label="Subscription"
          options={subscriptionChoices}
          value={subscription ?? "any"}
          onChange={(value) => address.push({ subscription: value === "any" ? undefined : value })}
          className="w-44"
        />
        <Segments
          label="Show"
          options={shows}
          value={show ?? "all"}
          onChange={(id) => address.push({ show: id === "all" ? undefined : id })}
        />
      </div>
      <Loadable
        query={query}
        what="the organizations"
        skeleton={<SkeletonRows rows={6} rowClassName="h-15" />}
      >
        {({ pages }) => {
          const customers = pages.flatMap((page) => page.customers);
          return customers.length === 0 ? (
            <EmptyState icon={<Building2 />} title="No organization is found." className="py-8">
              Try another part of its name or of a mail address, or fewer filters.
            </EmptyState>
          ) : (
            <ul
              aria-label="Organizations"
              className="divide-y divide-hairline rounded-lg border border-hairline"
            >
              {customers.map((customer) => (
                <li key={customer.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
                  <div className="min-w-0 grow basis-64">
                    <p className="flex flex-wrap items-center gap-2 text-sm">
                      <Link
                        to="."
                        search={(search: object) => ({ ...search, open: customer.id })}
                        className="font-medium wrap-anywhere hover:underline"
                      >
                        {customer.name}
                      </Link>
                      <Badge>{customer.planName}</Badge>
                      {customer.overrides > 0 && <Badge tone="accent">own limits</Badge>}
                      {customer.isLimited && <Badge tone="error">unpaid</Badge>}
                      {customer.subscription === "trialing" && <Badge>on trial</Badge>}
                      {(customer.subscription === "past_due" || customer.subscription === "unpaid") && (
                        <Badge tone="warning">payment owed</Badge>
                      )}
                    </p>
                    <p className="text-xs text-muted wrap-anywhere">
                      {customer.owner ?? "no owner"} · {formatCount(customer.members, "member")}
                    </p>
                  </div>
                  <p className="text-xs">
                    <span className="numbers">{formatNumber(customer.callsThisMonth)}</span>
                    <span className="text-muted">
                      {customer.callsPerMonth === null
                        ? " calls this month"
                        : ` of ${formatNumber(customer.callsPerMonth)} calls`}
                    </span>
                  </p>
                </li>
              ))}
            </ul>
          );
        }}
      </Loadable>
      {query.hasNextPage && (
        <Button className="mt-3" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
      <CustomerPanel organizationId={open} onClose={() => address.push({ open: undefined })} />
    </>
  );
}
