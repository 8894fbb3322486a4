import type { Customer } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { formatCount, formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";

/** An organization with its plan; its name opens what there is to change. */
export function CustomerRow({ customer }: { customer: Customer }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <Link
            to="."
            search={(search: object) => ({ ...search, open: customer.id })}
            className="font-medium wrap-anywhere hover:underline"
          >
            {customer.name}
          </Link>
          {customer.freeze && <Badge tone="error">frozen</Badge>}
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
  );
}
