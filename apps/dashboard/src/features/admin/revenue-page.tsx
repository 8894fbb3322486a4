import type { PlanVersion, Revenue } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { formatCents } from "../../format/format-cents.ts";
import { formatCount, formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { StatTile } from "../../ui/stat-tile.tsx";
import { Time } from "../../ui/time.tsx";
import { RevenueMonths } from "./revenue-months.tsx";
import { StuckUsage } from "./stuck-usage.tsx";

/** What the instance takes, which plans it has, and what the payment provider did not take. */
export function RevenuePage() {
  const revenue = useQuery(trpc.admin.revenue.queryOptions());
  const versions = useQuery(trpc.admin.plans.queryOptions());
  return (
    <>
      <PageHeader
        title="Revenue and plans"
        description={
          revenue.data?.isSetUp === false
            ? "No payment provider is set up: plans hold, and nobody is charged."
            : "What subscriptions come to, and the plans that they are for."
        }
      />
      <div className="flex flex-col gap-6">
        <Loadable query={revenue} what="the revenue" skeleton={<SkeletonPanel className="h-24" />}>
          {(data) => (
            <>
              <Tiles revenue={data} />
              {data.isSetUp && <RevenueMonths months={data.months} />}
              {data.isSetUp && <StuckUsage />}
            </>
          )}
        </Loadable>
        <section aria-labelledby="versions" className="flex flex-col gap-3">
          <h2 id="versions" className="text-sm font-medium">
            Plans
          </h2>
          <Loadable
            query={versions}
            what="the plans"
            skeleton={<SkeletonRows rows={5} rowClassName="h-12" />}
          >
            {(list) => (
              <ul aria-label="Plans" className="divide-y divide-hairline rounded-lg border border-hairline">
                {list.map((version) => (
                  <Version key={`${version.id} ${version.version}`} version={version} />
                ))}
              </ul>
            )}
          </Loadable>
          <p className="text-xs text-muted">
            A plan that changes becomes a new version. Who has an older one keeps it until you or they change
            it.
          </p>
        </section>
      </div>
    </>
  );
}

function Tiles({ revenue }: { revenue: Revenue }) {
  return (
    <section aria-label="Revenue" className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <StatTile
        label="A month"
        value={formatCents(revenue.monthlyCents)}
        detail={`${formatCount(revenue.paying + revenue.pastDue, "subscription")}, ${revenue.trialing} on trial`}
      />
      <StatTile label="Paid this month" value={formatCents(revenue.paidCents)} detail="taxes included" />
      <StatTile
        label="Owed"
        value={formatCents(revenue.openCents)}
        detail={`${formatCount(revenue.openInvoices, "invoice")} open, ${revenue.pastDue} past due`}
      />
      <StatTile
        label="Credited this month"
        value={formatCents(revenue.creditedCents)}
        detail={
          revenue.failedCredits > 0
            ? `${formatCount(revenue.failedCredits, "credit")} refused by the payment provider`
            : "credits and refunds"
        }
      />
    </section>
  );
}

function Version({ version }: { version: PlanVersion }) {
  const { id, name, isCurrent, monthlyCents, yearlyCents, overage, callsPerMonth, organizations } = version;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{name}</span>
          <Badge>version {version.version}</Badge>
          {!isCurrent && <Badge tone="warning">older</Badge>}
        </p>
        <p className="text-xs text-muted">
          {callsPerMonth === null ? "no limit of calls" : `${formatNumber(callsPerMonth)} calls`}
          {monthlyCents !== null && yearlyCents !== null && (
            <>
              {" "}
              · {formatCents(monthlyCents)} a month, {formatCents(yearlyCents)} a year
            </>
          )}
          {overage && ` · ${formatCents(overage.cents)} for ${formatNumber(overage.calls)} calls beyond`}
          {" · since "}
          <Time at={version.createdAt} />
        </p>
      </div>
      <Link
        to="/admin/customers"
        search={{ plan: id }}
        className="text-xs text-link underline underline-offset-2"
        aria-label={`${formatCount(organizations, "organization")} with ${name}, version ${version.version}`}
      >
        {formatCount(organizations, "organization")}
      </Link>
    </li>
  );
}
