import { idSchema } from "@patchops/contract";
import { sql } from "kysely";
import type { Services } from "../context.ts";

export interface WaitlistPlace {
  state: "waiting" | "invited" | "joined";
  /** From 1, of those who wait; null = they wait no more. */
  position: number | null;
  /** How many wait. */
  waiting: number;
}

/** Where somebody stands on the waitlist, by the id in the link that was mailed to them, which nobody else knows; null = nowhere. */
export async function waitlistPlace(
  { database }: Pick<Services, "database">,
  id: string,
): Promise<WaitlistPlace | null> {
  if (!idSchema.safeParse(id).success) return null;
  return database.transaction(async (trx) => {
    const entry = await trx
      .selectFrom("waitlistEntries")
      .select(["invitedAt", "joinedAt"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (entry === undefined) return null;
    const { waiting, before } = await trx
      .selectFrom("waitlistEntries")
      .select([
        sql<number>`count(*)::int`.as("waiting"),
        sql<number>`(count(*) filter (where id <= ${id}::uuid))::int`.as("before"),
      ])
      .where("invitedAt", "is", null)
      .where("joinedAt", "is", null)
      .executeTakeFirstOrThrow();
    const state = entry.joinedAt !== null ? "joined" : entry.invitedAt !== null ? "invited" : "waiting";
    return { state, position: state === "waiting" ? before : null, waiting };
  });
}
