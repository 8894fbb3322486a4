import { isPlanField, type Plan, type PlanId, plans } from "@patchops/contract";
import type { Services } from "./context.ts";
import { planIdOf } from "./plan-id-of.ts";
import type { PlanTerms } from "./plan-terms.ts";

/** A plan as it holds for one organization now. */
export interface EffectivePlan extends Plan {
  id: PlanId;
  /** null = the one of now, whatever it becomes. */
  version: number | null;
  /** How many calls beyond the month's go on; null = any number. */
  overageCalls: number | null;
  /** A payment is missing: these are the limits of Free. */
  isLimited: boolean;
}

export interface PlanHolder {
  plan: string;
  /** null = nothing but the plan. */
  planTerms: PlanTerms | null;
}

/** Terms never change: a change of them is read anew. */
const known = new WeakMap<PlanTerms, EffectivePlan>();

/** The plan that an organization has, with what is its own of it. Without I/O, and worked out once for the terms that were read. */
export function planOf(services: Pick<Services, "settings">, { plan, planTerms }: PlanHolder): EffectivePlan {
  const found = planTerms === null ? undefined : known.get(planTerms);
  if (found !== undefined) return found;
  const id = planIdOf(services, { plan });
  const effective = effectivePlan(id, planTerms);
  if (planTerms !== null && id === plan) known.set(planTerms, effective);
  return effective;
}

function effectivePlan(id: PlanId, terms: PlanTerms | null): EffectivePlan {
  const { name, price } = { ...plans[id], ...terms?.content };
  const base: Plan = terms?.isLimited
    ? { ...plans.free, name, price }
    : // What an older version does not say is as it is now.
      {
        ...plans[id],
        ...terms?.content,
        execution: { ...plans[id].execution, ...terms?.content?.execution },
        keepDays: { ...plans[id].keepDays, ...terms?.content?.keepDays },
      };
  const plan = Object.entries(terms?.overrides ?? {}).reduce(withField, base);
  return {
    ...plan,
    id,
    version: terms?.version ?? null,
    isLimited: terms?.isLimited ?? false,
    overageCalls: overageCalls(plan, terms),
  };
}

/** A plan with a field that the operator set; one that there is no more is passed over. */
function withField(plan: Plan, [name, value]: [string, unknown]): Plan {
  if (!isPlanField(name)) return plan;
  const [group = "", key] = name.split(".");
  if (key === undefined) return { ...plan, [name]: value };
  if (group === "rate") {
    const known = plan.rate ?? { organizationPerMinute: 1_000_000, keyPerMinute: 1_000_000 };
    return { ...plan, rate: { ...known, [key]: value } };
  }
  if (group === "keepDays") return { ...plan, keepDays: { ...plan.keepDays, [key]: value } };
  return { ...plan, execution: { ...plan.execution, [key]: value } };
}

/** The cap in calls: as many as cost no more. A soft limit lets any number through, where no cap was set. */
function overageCalls({ limits, price }: Plan, terms: PlanTerms | null): number | null {
  const isLimited = terms?.isLimited ?? false;
  const capCents = terms?.overageCapCents ?? null;
  const rate = price?.overage ?? null;
  if (isLimited) return 0;
  if (limits === "hard" && !(terms?.allowsOverage && rate !== null)) return 0;
  return capCents === null || rate === null ? null : Math.floor((capCents * rate.calls) / rate.cents);
}
