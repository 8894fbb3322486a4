import type { ListCustomersInput, SubscriptionState } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { findSubject } from "../../../admin/index.ts";
import { planTerms } from "../../../plan-terms.ts";
import { periodOf } from "../../../usage/index.ts";
import { dueStatuses, liveStatuses } from "../../stripe/read-subscription.ts";

/** By Stripe's words; of `none` those that there must not be. */
const statusesOf: Record<SubscriptionState, readonly string[]> = {
  none: liveStatuses,
  trialing: ["trialing"],
  active: ["active"],
  past_due: dueStatuses,
  ending: liveStatuses,
};

/** Organizations with what their plan is and how much of it is used, the newest first. A system file: they are many. */
export async function readCustomers(
  database: Database,
  input: ListCustomersInput & { limit: number; id?: string },
) {
  const { search, plan, show, subscription, cursor, limit, id } = input;
  const pattern = `%${(search ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const subject = search === undefined ? null : await findSubject(database, search);
  const { period } = periodOf(new Date());
  return database.system
    .selectFrom("organizations as o")
    .select(["o.id", "o.name", "o.plan", "o.createdAt", "o.allowsOverage", "o.overageCapCents"])
    .select(["o.frozenAt", "o.frozenReason"])
    .select(planTerms("o").as("planTerms"))
    .select((query) => [
      query
        .selectFrom("members as m")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("m.organizationId", "=", "o.id")
        .as("members"),
      query
        .selectFrom("members as m")
        .innerJoin("users as u", "u.id", "m.userId")
        .select("u.email")
        .whereRef("m.organizationId", "=", "o.id")
        .where("m.role", "=", "owner")
        .orderBy("m.createdAt")
        .limit(1)
        .as("owner"),
      query
        .selectFrom("usagePeriods as p")
        .select("p.used")
        .whereRef("p.organizationId", "=", "o.id")
        .where("p.period", "=", period)
        .where("p.meter", "=", "calls")
        .as("calls"),
      query
        .selectFrom("billingSubscriptions as b")
        .select("b.status")
        .whereRef("b.organizationId", "=", "o.id")
        .where("b.status", "in", liveStatuses)
        .orderBy("b.startedAt")
        .limit(1)
        .as("subscription"),
    ])
    .$if(id !== undefined, (query) => query.where("o.id", "=", id ?? ""))
    .$if(subject !== null, (query) =>
      query.where((where) =>
        subject?.organizationId == null
          ? where.exists(
              where
                .selectFrom("members as m")
                .select("m.userId")
                .whereRef("m.organizationId", "=", "o.id")
                .where("m.userId", "=", subject?.userId ?? null),
            )
          : where("o.id", "=", subject.organizationId),
      ),
    )
    .$if(subject === null && search !== undefined && search !== "", (query) =>
      query.where((where) =>
        where.or([
          where("o.name", "ilike", pattern),
          where.exists(
            where
              .selectFrom("members as m")
              .innerJoin("users as u", "u.id", "m.userId")
              .select("u.id")
              .whereRef("m.organizationId", "=", "o.id")
              .where("u.email", "ilike", pattern),
          ),
        ]),
      ),
    )
    .$if(plan !== undefined, (query) => query.where("o.plan", "=", plan ?? ""))
    .$if(subscription !== undefined, (query) =>
      query.where((where) => {
        const live = where
          .selectFrom("billingSubscriptions as b")
          .select("b.id")
          .whereRef("b.organizationId", "=", "o.id")
          .where("b.status", "in", subscription === undefined ? [] : statusesOf[subscription])
          .$if(subscription === "ending", (ended) => ended.where("b.cancelAt", "is not", null));
        return subscription === "none" ? where.not(where.exists(live)) : where.exists(live);
      }),
    )
    .$if(show === "limited", (query) => query.where("o.planLimitedAt", "is not", null))
    .$if(show === "frozen", (query) => query.where("o.frozenAt", "is not", null))
    .$if(show === "changed", (query) =>
      query.where((where) =>
        where.exists(
          where
            .selectFrom("planOverrides as r")
            .select("r.field")
            .whereRef("r.organizationId", "=", "o.id")
            .where((each) =>
              each.or([each("r.endsAt", "is", null), each("r.endsAt", ">", sql<string>`now()`)]),
            ),
        ),
      ),
    )
    .$if(cursor !== undefined, (query) => query.where("o.id", "<", cursor ?? ""))
    .orderBy("o.id", "desc")
    .limit(limit)
    .execute();
}

export type CustomerRow = Awaited<ReturnType<typeof readCustomers>>[number];
