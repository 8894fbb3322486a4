import { AppError, clock } from "@patchops/contract";
import type { MonthlyLimit } from "./allowance.ts";
import type { Admission, AdmissionRequest } from "./meter.ts";
import { monthOf } from "./month-of.ts";
import type { NodeLease } from "./node-lease.ts";
import type { QuotaDesk } from "./quota-desk.ts";
import { rateBucketsOf } from "./rate-buckets-of.ts";
import type { Rates } from "./rates.ts";
import { quotaExceeded, tooFast, tooManyAtOnce } from "./refusals.ts";

interface GateOptions {
  /** Told of each that was let in although its limit could not be checked. */
  onOpen?: () => void;
  /** The page of plans, for refusals. */
  planUrl?: string | undefined;
}

interface Running {
  count: number;
}

/** One that was let in: it holds a place on this node, and a unit where there is a monthly limit. */
class Held implements Admission {
  readonly leaseId: string | null;
  readonly #places: Running;
  readonly #lease: NodeLease | null;
  #isOpen = true;

  constructor(places: Running, lease: NodeLease | null) {
    this.#places = places;
    this.#lease = lease;
    this.leaseId = lease === null ? null : lease.id;
  }

  settle({ isUsed }: { isUsed: boolean }): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#places.count -= 1;
    this.#lease?.decide(isUsed);
  }
}

/**
 * Holds callers to their plan: concurrency on this node, then the monthly limits. Without a limit it does no I/O, nor while
 * a lease lives.
 */
export function createGate(
  desk: QuotaDesk,
  rates: Pick<Rates, "take">,
  { onOpen, planUrl }: GateOptions = {},
): (request: AdmissionRequest) => Promise<Admission> {
  /** By organization: those that were ever seen here, which are few. */
  const running = { calls: new Map<string, Running>(), executions: new Map<string, Running>() };

  return async (request) => {
    const { organizationId, plan, meter } = request;
    const atOnce = meter === "calls" ? plan.concurrentCalls : plan.concurrentExecutions;
    let places = running[meter].get(organizationId);
    if (places === undefined) {
      places = { count: 0 };
      running[meter].set(organizationId, places);
    }
    if (places.count >= atOnce) throw tooManyAtOnce(meter, { limit: atOnce, planUrl });
    if (plan.rate !== null && meter === "calls" && !request.isCharged) {
      const buckets = rateBucketsOf(plan.rate, { organizationId, apiKeyId: request.apiKeyId ?? null });
      const waitSeconds = rates.take(buckets);
      if (waitSeconds > 0) throw tooFast(plan, { retryAfterSeconds: waitSeconds, planUrl });
    }
    const limits = request.isCharged ? none : limitsOf(request);
    places.count += 1;
    if (limits.length === 0) return new Held(places, null);
    const { period, resetsAt } = monthOf(request.beganMs ?? clock.nowMs());
    const allowance = { organizationId, period, limits };
    let lease = desk.takeNow(allowance);
    if (lease === null) {
      try {
        const answer = await desk.take(allowance);
        if ("exhausted" in answer) throw quotaExceeded(limits, answer.exhausted, { resetsAt, planUrl });
        lease = answer;
      } catch (error) {
        if (plan.failsOpen && error instanceof AppError && error.code === "unavailable") {
          onOpen?.();
          return new Held(places, null);
        }
        places.count -= 1;
        throw error;
      }
    }
    return new Held(places, lease);
  };
}

const none: readonly MonthlyLimit[] = [];

/** What the month has, for calls with what the organization pays for beyond it. What goes on without a limit is read from what was used. */
function limitsOf({ plan, meter, budgets = none }: AdmissionRequest): readonly MonthlyLimit[] {
  const isCalls = meter === "calls";
  const included = isCalls ? plan.callsPerMonth : plan.executionsPerMonth;
  const byPlan = plan.limits === "soft" ? null : 0;
  const beyond = isCalls && plan.overageCalls !== undefined ? plan.overageCalls : byPlan;
  return included === null || beyond === null
    ? budgets
    : [{ meter, limit: included + beyond, included }, ...budgets];
}
