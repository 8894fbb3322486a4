import type { Database } from "@patchops/db";

/** The stored versions, and how many organizations have which. A system file: it counts all of them. */
export async function countPlans(database: Database) {
  const versions = await database.system.selectFrom("plans").selectAll().execute();
  const counts = await database.system
    .selectFrom("organizations")
    .select(({ fn }) => ["plan", "planVersion", fn.countAll<number>().as("organizations")])
    .groupBy(["plan", "planVersion"])
    .execute();
  return { versions, counts };
}
