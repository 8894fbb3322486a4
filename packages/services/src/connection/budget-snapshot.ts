import type { Transaction } from "@patchops/db";

/** A monthly limit of one key or member. */
export interface BudgetSnapshot {
  /** `key:<id>` or `member:<id>`, as its counter is called. */
  meter: string;
  limit: number;
  /** How a refusal calls it. */
  name: string;
}

/** The budgets of an organization's keys and members, by their meters; most have none. */
export async function loadBudgets(
  trx: Transaction,
  organizationId: string,
): Promise<ReadonlyMap<string, BudgetSnapshot>> {
  const rows = await trx
    .selectFrom("apiKeys")
    .select(({ val }) => ["id", "name", "callsPerMonth", val("key").as("kind")])
    .where("organizationId", "=", organizationId)
    .where("revokedAt", "is", null)
    .where("callsPerMonth", "is not", null)
    .unionAll(
      trx
        .selectFrom("members")
        .innerJoin("users", "users.id", "members.userId")
        .select(({ val }) => [
          "users.id",
          "users.email as name",
          "members.callsPerMonth",
          val("member").as("kind"),
        ])
        .where("members.organizationId", "=", organizationId)
        .where("members.callsPerMonth", "is not", null),
    )
    .execute();
  return new Map(
    rows.map(({ id, name, callsPerMonth, kind }) => {
      const meter = `${kind}:${id}`;
      const words =
        kind === "key" ? `The budget of the API key ${JSON.stringify(name)}` : `The budget of ${name}`;
      return [meter, { meter, limit: callsPerMonth ?? 0, name: words }];
    }),
  );
}
