import { meterNouns, type UsageAlert, type UsageMeter } from "@patchops/contract";
import type { EffectivePlan } from "../plan-of.ts";
import type { Level } from "./level.ts";
import type { Threshold } from "./reached-threshold.ts";

const number = (value: number) => value.toLocaleString("en-US");
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });

/** What a level's reached threshold means, in words: by the plan, since a full month refuses calls in one and is overage in another. */
export function alertOf(
  level: Level,
  { percent, amount }: Threshold,
  { plan, resetsAt }: { plan: EffectivePlan; resetsAt: string },
): UsageAlert {
  const { subject, used, limit, name } = level;
  const until = `${day.format(new Date(resetsAt))}, 00:00 UTC`;
  const isFull = limit !== null && used >= limit;
  if (name !== null) return { subject, isFull, ...budgetWords(level, { percent, until }) };
  const meter = subject as UsageMeter;
  const noun = meterNouns[meter];
  const of = limit === null ? number(used) : `${number(used)} of ${number(limit)}`;
  const counted = `${of} ${noun} of this month are used.`;
  const consequence = limit === null ? "" : ` ${planWords(meter, { plan, until, isFull })}`;
  const title =
    percent === 0
      ? `${number(amount)} ${noun} this month`
      : percent === 100
        ? `This month's ${noun} are used up`
        : `${percent} % of this month's ${noun} are used`;
  return { subject, isFull, title, text: `${counted}${consequence}`, path: "/usage" };
}

function planWords(
  meter: UsageMeter,
  { plan, until, isFull }: { plan: EffectivePlan; until: string; isFull: boolean },
): string {
  const noun = meter === "calls" ? "calls" : "runs";
  const soft = plan.limits === "soft" ? null : 0;
  const beyond = meter === "calls" ? plan.overageCalls : soft;
  if (beyond !== 0) {
    const bound = beyond === null ? "" : `, ${number(beyond)} at most`;
    return isFull
      ? `Further ${noun} go on: what is beyond the plan ${plan.name} is overage${bound}.`
      : `When all are used, ${noun} go on, as overage${bound}.`;
  }
  // CPU time is looked up when a run begins, and no plan lets that pass unseen.
  const open =
    plan.failsOpen && meter !== "cpu_seconds"
      ? " Those that come while the limit cannot be checked go on, as overage."
      : "";
  return isFull
    ? `Further ${noun} are refused until ${until}, or until the plan is changed.${open}`
    : `When all are used, further ${noun} are refused until ${until}.${open}`;
}

function budgetWords(
  { subject, used, limit, name }: Level,
  { percent, until }: { percent: number; until: string },
): Pick<UsageAlert, "title" | "text" | "path"> {
  const isOfKey = subject.startsWith("key:");
  const whose = isOfKey ? `The budget of the API key ${JSON.stringify(name)}` : `The budget of ${name}`;
  const title = percent === 100 ? `${whose} is used up` : `${whose}: ${percent} % is used`;
  const beyond = isOfKey ? "Further calls with it" : "Further calls of theirs";
  const when = percent === 100 ? beyond : `When all are used, ${beyond[0]?.toLowerCase()}${beyond.slice(1)}`;
  return {
    title,
    text: `${number(used)} of ${number(limit ?? 0)} calls of this month are used. ${when} are refused until ${until}, unless an owner or admin raises it.`,
    path: isOfKey ? "/settings/keys" : "/settings/members",
  };
}
