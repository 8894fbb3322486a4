import type { BillingState } from "@patchops/contract";

const awaitedMs = 3_000;
const quietMs = 20_000;

/**
 * After how long the page asks again how payments stand, in milliseconds: soon while something of the payment provider's is awaited (a
 * payment, or a date that has come), else as often as somebody may have changed something there. False where nobody is billed.
 */
export function refetchMs(
  state: BillingState | undefined,
  { isBack, nowMs }: { isBack: boolean; nowMs: number },
): number | false {
  if (state?.isSetUp === false) return false;
  const { subscription = null, payment = "none" } = state ?? {};
  if (subscription === null) return isBack ? awaitedMs : quietMs;
  const { status, trialEndsAt, cancelAt, next, periodEnd } = subscription;
  const dates = [cancelAt, next && periodEnd, status === "trialing" ? trialEndsAt : null];
  const isDue = dates.some((at) => at !== null && Date.parse(at) <= nowMs);
  return isDue || payment === "due" || payment === "limited" ? awaitedMs : quietMs;
}
