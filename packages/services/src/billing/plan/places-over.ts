import type { Plan, PlanOffer } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/** Answers of any plan what an organization has more of than it allows. */
export async function placesOver(
  trx: Transaction,
  organizationId: string,
): Promise<(plan: Pick<Plan, "connections" | "members">) => PlanOffer["over"]> {
  const counts: { of: "connections" | "members"; taken: number }[] = [];
  for (const place of ["connections", "members"] as const) {
    const { taken } = await trx
      .selectFrom(place)
      .select(({ fn }) => fn.countAll<number>().as("taken"))
      .where("organizationId", "=", organizationId)
      .executeTakeFirstOrThrow();
    counts.push({ of: place, taken: Number(taken) });
  }
  return (plan) =>
    counts.flatMap(({ of, taken }) => {
      const limit = plan[of];
      return limit !== null && taken > limit ? [{ of, taken, limit }] : [];
    });
}
