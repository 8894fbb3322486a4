import { type CustomerDetail, planFields } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { formatCents } from "../../format/format-cents.ts";
import { formatNumber } from "../../format/format-number.ts";
import { formatUtcDay } from "../../format/format-time.ts";
import { Button } from "../../ui/button.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { CustomerCreditForm } from "./customer-credit-form.tsx";
import { CustomerLimitForm } from "./customer-limit-form.tsx";
import { CustomerPlanForm } from "./customer-plan-form.tsx";
import { EndLimitDialog } from "./end-limit-dialog.tsx";
import { FreezeSection } from "./freeze-section.tsx";

export interface CustomerPanelProps {
  /** Whose; undefined = closed. */
  organizationId: string | undefined;
  onClose: () => void;
}

/** One organization: whether it works, its plan, limits of its own, credits, and what changes them. */
export function CustomerPanel({ organizationId, onClose }: CustomerPanelProps) {
  const query = useQuery(
    trpc.admin.customer.queryOptions(
      { organizationId: organizationId ?? "" },
      { enabled: organizationId !== undefined },
    ),
  );
  if (organizationId === undefined) return null;
  return (
    <SidePanel title={query.data?.name ?? "Organization"} onClose={onClose}>
      <Loadable query={query} what="the organization" skeleton={<SkeletonPanel className="h-64" />}>
        {(customer) => <Detail key={customer.id} customer={customer} />}
      </Loadable>
    </SidePanel>
  );
}

function Detail({ customer }: { customer: CustomerDetail }) {
  const version = customer.planVersion === null ? "as it is now" : `version ${customer.planVersion}`;
  return (
    <div className="flex flex-col gap-6">
      <Facts
        label="Organization"
        facts={[
          { label: "Plan", value: `${customer.planName}, ${version}` },
          { label: "State", value: customer.isLimited && "unpaid: the limits of Free hold" },
          { label: "Owner", value: customer.owner },
          { label: "Id", value: <span className="code">{customer.id}</span> },
          {
            label: "Overage",
            value:
              customer.allowsOverage &&
              (customer.overageCapCents === null
                ? "on, no cap"
                : `on, up to ${formatCents(customer.overageCapCents)} a month`),
          },
        ]}
      />
      <FreezeSection customer={customer} />
      <CustomerPlanForm customer={customer} />
      <Limits customer={customer} />
      <CustomerLimitForm customer={customer} />
      <Credits customer={customer} />
      <CustomerCreditForm customer={customer} />
    </div>
  );
}

const words = (value: number | string | null) =>
  value === null ? "no limit" : typeof value === "number" ? formatNumber(value) : value;

function Limits({ customer: { id: organizationId, limits } }: { customer: CustomerDetail }) {
  const [ending, setEnding] = useState<CustomerDetail["limits"][number]>();
  if (limits.length === 0) return null;
  return (
    <section aria-labelledby="own-limits" className="flex flex-col gap-2">
      <h3 id="own-limits" className="text-sm font-medium">
        Limits of its own
      </h3>
      <ul className="divide-y divide-hairline rounded-md border border-hairline">
        {limits.map((limit) => (
          <li
            key={limit.field}
            className="flex flex-wrap items-center justify-between gap-2 px-3 py-2 text-xs"
          >
            <span className="min-w-0 grow basis-48">
              {planFields[limit.field].label}: <span className="numbers">{words(limit.value)}</span>
              <span className="text-muted">
                {" "}
                in place of {words(limit.planValue)}
                {limit.endsAt && ` until ${formatUtcDay(limit.endsAt)}`}. {limit.reason}
              </span>
            </span>
            <Button
              size="small"
              aria-label={`End ${planFields[limit.field].label}`}
              onClick={() => setEnding(limit)}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
      <EndLimitDialog organizationId={organizationId} limit={ending} onClose={() => setEnding(undefined)} />
    </section>
  );
}

function Credits({ customer: { credits } }: { customer: CustomerDetail }) {
  if (credits.length === 0) return null;
  return (
    <section aria-labelledby="credits" className="flex flex-col gap-2">
      <h3 id="credits" className="text-sm font-medium">
        Credits and refunds
      </h3>
      <ul className="flex flex-col gap-1 text-xs">
        {credits.map(({ id, kind, amountCents, currency, reason, state, lastError, createdAt }) => (
          <li key={id}>
            <span className="numbers">{formatCents(amountCents, currency)}</span> {kind},{" "}
            {formatUtcDay(createdAt)}: {reason}{" "}
            <span className={state === "failed" ? "text-error" : "text-muted"}>
              ({state === "failed" ? (lastError ?? "failed") : state})
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
