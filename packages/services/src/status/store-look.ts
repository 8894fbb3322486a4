import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { ComponentLook } from "./look-at-components.ts";

/** Longer pauses between two checks are times in which no worker was there: minutes that count as down. */
const pauseMinutes = 3;
/** A part that is down at so many checks in a row is told of. */
const failuresToAlert = 2;

/** What the operator is told of now; null = nothing. */
export type Alert = "down" | "up" | null;

/** Keeps what a check found of a part, adds the minutes since the last one to its days, and says what is to be told. */
export async function storeLook(
  trx: Transaction,
  { component, problem }: ComponentLook,
  atMs: number,
): Promise<{ alert: Alert; since: string }> {
  const minuteMs = Math.floor(atMs / 60_000) * 60_000;
  const checkedAt = new Date(minuteMs).toISOString();
  const isUp = problem === null;
  const before = await trx
    .selectFrom("componentStates")
    .selectAll()
    .where("component", "=", component)
    .forUpdate()
    .executeTakeFirst();
  const passed = before === undefined ? 1 : Math.round((minuteMs - Date.parse(before.checkedAt)) / 60_000);
  if (passed > 0) {
    const wasAway = passed > pauseMinutes;
    await sql`
      insert into component_days (component, day, up_minutes, down_minutes)
      select ${component}, (minute at time zone 'UTC')::date,
        count(*) filter (where ${isUp} and (minute = ${checkedAt}::timestamptz or not ${wasAway})),
        count(*) filter (where not ${isUp} or (minute < ${checkedAt}::timestamptz and ${wasAway}))
      from generate_series(
        ${checkedAt}::timestamptz - make_interval(mins => ${passed - 1}), ${checkedAt}::timestamptz, interval '1 minute'
      ) as minute
      group by 2
      on conflict (component, day) do update set
        up_minutes = component_days.up_minutes + excluded.up_minutes,
        down_minutes = component_days.down_minutes + excluded.down_minutes
    `.execute(trx);
  }
  const failures = isUp ? 0 : (before?.failures ?? 0) + (passed > 0 ? 1 : 0);
  const isTold = before !== undefined && before.alertedAt !== null;
  const alert: Alert = isUp ? (isTold ? "up" : null) : !isTold && failures >= failuresToAlert ? "down" : null;
  const since = before?.isUp === isUp ? before.since : new Date(atMs).toISOString();
  const row = {
    ...{ isUp, since, detail: problem, checkedAt, failures },
    alertedAt: alert === "down" ? new Date(atMs).toISOString() : isUp ? null : (before?.alertedAt ?? null),
  };
  await trx
    .insertInto("componentStates")
    .values({ component, ...row })
    .onConflict((conflict) => conflict.column("component").doUpdateSet(row))
    .execute();
  return { alert, since };
}
