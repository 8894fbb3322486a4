import { isPlanId, type PlanId, plans, type SubscriptionState } from "@patchops/contract";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/select.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { CustomerPanel } from "./customer-panel.tsx";
import { CustomerRow } from "./customer-row.tsx";
import { FoundListPage } from "./found-list-page.tsx";

const route = getRouteApi("/shell/admin/customers");

const shows = [
  { id: "all", label: "All" },
  { id: "changed", label: "Own limits" },
  { id: "limited", label: "Unpaid" },
  { id: "frozen", label: "Frozen" },
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
      <FoundListPage
        title="Customers"
        description="Every organization of this instance, with its plan."
        searchLabel="Search by name, address, id or key"
        search={q}
        shows={shows}
        show={show}
        filters={
          <>
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
          </>
        }
        query={query}
        itemsOf={(page) => page.customers}
        what="the organizations"
        listLabel="Organizations"
        empty={
          <EmptyState icon={<Building2 />} title="No organization is found." className="py-8">
            Try another part of its name or of a mail address, an id (of an organization, account, key, call,
            run or request), the beginning of a key, or fewer filters.
          </EmptyState>
        }
        row={(customer) => <CustomerRow key={customer.id} customer={customer} />}
      />
      <CustomerPanel organizationId={open} onClose={() => address.push({ open: undefined })} />
    </>
  );
}
