import { AppError } from "@patchops/contract";
import type { Admission, AdmissionRequest } from "./meter.ts";
import { periodOf } from "./period.ts";
import type { QuotaDesk } from "./quota-desk.ts";

interface Running {
  count: number;
}

/** Holds callers to their plan: concurrency on this node, then the monthly limit. Without a limit it does no I/O. */
export function createGate(desk: QuotaDesk): (request: AdmissionRequest) => Promise<Admission> {
  /** By organization: those that were ever seen here, which are few. */
  const running = { calls: new Map<string, Running>(), executions: new Map<string, Running>() };

  return async ({ organizationId, plan, meter }) => {
    const [atOnce, limit] =
      meter === "calls"
        ? [plan.concurrentCalls, plan.callsPerMonth]
        : [plan.concurrentExecutions, plan.executionsPerMonth];
    const places = running[meter].get(organizationId) ?? { count: 0 };
    if (places.count >= atOnce) throw tooMany(meter, atOnce);
    if (places.count === 0) running[meter].set(organizationId, places);
    places.count += 1;

    let isOpen = true;
    const leave = () => {
      places.count -= 1;
      isOpen = false;
    };
    const settleWith = (onUnused: () => void): Admission => ({
      settle({ isUsed }) {
        if (!isOpen) return;
        leave();
        if (!isUsed) onUnused();
      },
    });
    if (limit === null) return settleWith(() => undefined);

    const { period, resetsAt } = periodOf(new Date());
    const allowance = { organizationId, period, meter };
    try {
      if (!(await desk.take(allowance, limit))) throw exceeded(meter, limit, resetsAt);
    } catch (error) {
      leave();
      throw error;
    }
    return settleWith(() => desk.giveBack(allowance));
  };
}

const words = { calls: "calls", executions: "runs" } as const;

function tooMany(meter: "calls" | "executions", limit: number): AppError {
  return new AppError(
    "too_many_calls",
    `${limit} ${words[meter]} are under way; the plan allows no more at once.`,
    {
      sent: false,
      retryAfterSeconds: 1,
      next: "Try again when one of them has ended.",
      details: { meter, limit },
    },
  );
}

function exceeded(meter: "calls" | "executions", limit: number, resetsAt: string): AppError {
  const number = limit.toLocaleString("en-US");
  return new AppError("quota_exceeded", `${number} of ${number} ${words[meter]} of this month are used.`, {
    sent: false,
    next: `Wait until ${resetsAt.slice(0, 16).replace("T", " ")} UTC, or ask the operator for a larger plan.`,
    details: { meter, limit, resetsAt },
  });
}
