import { type BillingState, isPlanId, type PlanPrice, plans } from "@patchops/contract";

type Subscription = NonNullable<BillingState["subscription"]>;

/** What the plan itself costs when the time that is paid is over: of another one, where the subscription becomes that then. */
export function flatCents({ interval, next }: Subscription, price: PlanPrice): number {
  const then = next === null || !isPlanId(next.plan) ? price : (plans[next.plan].price ?? price);
  return (next?.interval ?? interval) === "year" ? then.yearlyCents : then.monthlyCents;
}
