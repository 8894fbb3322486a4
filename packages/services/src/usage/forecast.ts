import { clock, type UsageForecast, type UsageMeter } from "@patchops/contract";
import type { Context } from "../context.ts";
import { planOf } from "../plan-of.ts";
import { planTerms } from "../plan-terms.ts";
import { requireAccess } from "../require-access.ts";
import { forecastOf } from "./forecast-of.ts";
import { forecastWords } from "./forecast-words.ts";
import { periodOf } from "./period.ts";
import { dayMs, isoTime } from "./range.ts";
import type { OrganizationDay } from "./reader/organization-days.ts";

/** So many days tell the pace: four of each weekday. */
const paceDays = 28;
const meters = [
  { meter: "calls", stored: "calls", counts: (day: OrganizationDay) => day.calls },
  { meter: "executions", stored: "executions", counts: (day: OrganizationDay) => day.executions },
  // Days do not hold CPU time: runs tell the pace, this month's mean what one takes.
  { meter: "cpu_seconds", stored: "cpu_ms", counts: (day: OrganizationDay) => day.executions },
] as const;

/**
 * What this month comes to at the pace of the last four weeks. Nothing is foretold on the month's first day, nor before a whole
 * day of usage is known.
 */
export async function usageForecast(context: Context): Promise<UsageForecast> {
  requireAccess(context, "usage.forecast");
  const { services, actor } = context;
  const { organizationId } = actor;
  const nowMs = clock.nowMs();
  const { period, resetsAt } = periodOf(new Date(nowMs));
  const todayMs = Math.floor(nowMs / dayMs) * dayMs;
  const dayOf = (ms: number) => isoTime(ms).slice(0, 10);
  await services.meter.flush();
  const from = dayOf(Math.min(todayMs - paceDays * dayMs, Date.parse(period)));
  const [days, { organization, periods }] = await Promise.all([
    services.usage.organizationDays({ organizationId, from }),
    services.database.withOrganization(organizationId, async (trx) => ({
      organization: await trx
        .selectFrom("organizations")
        .select(["plan", planTerms().as("planTerms")])
        .where("id", "=", organizationId)
        .executeTakeFirstOrThrow(),
      periods: await trx
        .selectFrom("usagePeriods")
        .select(["meter", "used"])
        .where("organizationId", "=", organizationId)
        .where("period", "=", period)
        .execute(),
    })),
  ]);
  const plan = planOf(services, organization);
  const limits: Record<UsageMeter, number | null> = {
    calls: plan.callsPerMonth,
    executions: plan.executionsPerMonth,
    cpu_seconds: plan.cpuSecondsPerMonth,
  };
  const byDay = new Map(days.map((day) => [day.day, day]));
  const isTooEarly = nowMs < Date.parse(period) + dayMs;
  const firstMs = Math.max(todayMs - paceDays * dayMs, Date.parse(days[0]?.day ?? dayOf(todayMs)));
  const whole = isTooEarly ? 0 : Math.max(0, (todayMs - firstMs) / dayMs);
  const paces = Array.from({ length: whole }, (_, place) => byDay.get(dayOf(firstMs + place * dayMs)));
  const ofMonth = days.filter(({ day }) => day >= period);
  return {
    ...{ period, resetsAt, days: whole },
    meters: meters.map(({ meter, stored, counts }) => {
      const exact =
        (periods.find((row) => row.meter === stored)?.used ?? 0) / (stored === "cpu_ms" ? 1_000 : 1);
      const counted = ofMonth.reduce((sum, day) => sum + counts(day), 0);
      // What counts against the plan of what was done: failed calls may be free.
      const share = counted === 0 ? 0 : exact / counted;
      const limit = limits[meter];
      const found =
        share === 0
          ? null
          : forecastOf({
              ...{ used: exact, limit, nowMs, endMs: Date.parse(resetsAt) },
              days: paces.map((day) => (day === undefined ? 0 : counts(day) * share)),
            });
      const forecast = {
        meter,
        used: Math.floor(exact),
        limit,
        expected: found === null ? null : Math.round(found.expected),
        low: found?.range ? Math.floor(found.range.low) : null,
        high: found?.range ? Math.ceil(found.range.high) : null,
        fullAt: found?.fullAtMs == null ? null : isoTime(found.fullAtMs),
        sureness: found?.sureness ?? null,
      };
      return { ...forecast, text: forecastWords(forecast, { isTooEarly, days: whole }) };
    }),
  };
}
