import type { Customer } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { planOf } from "../../plan-of.ts";
import type { CustomerRow } from "./system/read-customers.ts";

/** A row as the admins of the instance see it. */
export function presentCustomer(services: Services, row: CustomerRow): Customer {
  const plan = planOf(services, row);
  return {
    ...{ id: row.id, name: row.name, owner: row.owner, createdAt: row.createdAt },
    ...{ plan: plan.id, planName: plan.name, planVersion: plan.version, isLimited: plan.isLimited },
    overrides: Object.keys(row.planTerms.overrides ?? {}).length,
    members: Number(row.members ?? 0),
    callsThisMonth: Number(row.calls ?? 0),
    callsPerMonth: plan.callsPerMonth,
    subscription: row.subscription,
    freeze: row.frozenAt === null ? null : { since: row.frozenAt, reason: row.frozenReason },
  };
}
