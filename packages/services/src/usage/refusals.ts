import { AppError, type Plan } from "@patchops/contract";
import type { MonthlyLimit } from "./allowance.ts";

const words = { calls: "calls", executions: "runs" } as const;

export function tooManyAtOnce(
  meter: "calls" | "executions",
  { limit, planUrl }: { limit: number; planUrl: string | undefined },
): AppError {
  return new AppError(
    "too_many_calls",
    `${limit} ${words[meter]} are under way; the plan allows no more at once.`,
    {
      sent: false,
      retryAfterSeconds: 1,
      next: `Try again when one of them has ended.${planUrl === undefined ? "" : ` The plan: ${planUrl}`}`,
      details: { meter, limit },
    },
  );
}

export function tooFast(
  { name, rate }: Plan,
  { retryAfterSeconds, planUrl }: { retryAfterSeconds: number; planUrl: string | undefined },
): AppError {
  const number = (rate?.organizationPerMinute ?? 0).toLocaleString("en-US");
  const ofKey = (rate?.keyPerMinute ?? 0).toLocaleString("en-US");
  return new AppError(
    "rate_limited",
    `The plan ${name} takes ${number} calls a minute of an organization, ${ofKey} of a key.`,
    {
      sent: false,
      retryAfterSeconds,
      next: `Try again in ${retryAfterSeconds} s, and let fewer calls run side by side.${planUrl === undefined ? "" : ` The plan: ${planUrl}`}`,
      details: { meter: "calls", ...rate },
    },
  );
}

/** A monthly limit has nothing left: the plan's, or a budget by its name. */
export function quotaExceeded(
  limits: readonly MonthlyLimit[],
  exhausted: string,
  { resetsAt, planUrl }: { resetsAt: string; planUrl: string | undefined },
): AppError {
  const {
    meter,
    limit,
    name,
    included = limit,
  } = limits.find((each) => each.meter === exhausted) ?? {
    meter: exhausted,
    limit: 0,
    name: undefined,
    included: undefined,
  };
  const number = limit.toLocaleString("en-US");
  const until = `${resetsAt.slice(0, 16).replace("T", " ")} UTC`;
  if (name !== undefined) {
    return new AppError("quota_exceeded", `${name}: ${number} of ${number} calls of this month are used.`, {
      sent: false,
      next: `Wait until ${until}, or ask an owner or admin for a larger budget.`,
      details: { meter: "calls", budget: name, limit, resetsAt },
    });
  }
  const what = meter === "executions" ? words.executions : words.calls;
  const plans = planUrl === undefined ? "." : `: ${planUrl}`;
  if (limit > included) {
    const beyond = (limit - included).toLocaleString("en-US");
    return new AppError(
      "quota_exceeded",
      `The spending cap is reached: ${number} calls of this month are used, ${beyond} of them beyond the plan.`,
      {
        sent: false,
        next: `Wait until ${until}, or let an owner or admin raise the cap${plans}`,
        details: { meter, limit, included, resetsAt },
      },
    );
  }
  return new AppError("quota_exceeded", `${number} of ${number} ${what} of this month are used.`, {
    sent: false,
    next: `Wait until ${until}, or take a larger plan${plans}`,
    details: { meter, limit, resetsAt },
  });
}
