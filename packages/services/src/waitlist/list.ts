import type { ListWaitlistInput, Waitlist } from "@patchops/contract";
import { sql } from "kysely";
import type { Context, Services } from "../context.ts";
import { readIdCursor } from "../read-id-cursor.ts";
import { requireAccess } from "../require-access.ts";

/** The waitlist, the first come first, and how many of it were invited and joined. Instance admins. */
export async function listWaitlist(context: Context, input: ListWaitlistInput): Promise<Waitlist> {
  requireAccess(context, "admin.waitlist");
  return listWaitlistAsOperator(context.services, input);
}

/** `patchops admin waitlist list`. */
export async function listWaitlistAsOperator(
  { database }: Services,
  input: ListWaitlistInput,
): Promise<Waitlist> {
  const { show, limit = 100 } = input;
  const cursor = readIdCursor(input.cursor);
  return database.transaction(async (trx) => {
    const rows = await trx
      .selectFrom("waitlistEntries")
      .select(["id", "email", "name", "createdAt", "invitedAt", "inviteExpiresAt", "joinedAt"])
      .$if(show === "waiting", (query) => query.where("invitedAt", "is", null).where("joinedAt", "is", null))
      .$if(show === "invited", (query) =>
        query.where("invitedAt", "is not", null).where("joinedAt", "is", null),
      )
      .$if(show === "joined", (query) => query.where("joinedAt", "is not", null))
      .$if(cursor !== undefined, (query) => query.where("id", ">", cursor ?? ""))
      .orderBy("id")
      .limit(limit + 1)
      .execute();
    const counts = await trx
      .selectFrom("waitlistEntries")
      .select([
        sql<number>`count(*) filter (where invited_at is null and joined_at is null)`.as("waiting"),
        sql<number>`count(*) filter (where invited_at is not null and joined_at is null)`.as("invited"),
        sql<number>`count(*) filter (where joined_at is not null and invited_at is not null)`.as("joined"),
      ])
      .executeTakeFirstOrThrow();
    const entries = rows.slice(0, limit);
    return { entries, nextCursor: rows.length > limit ? (entries.at(-1)?.id ?? null) : null, counts };
  });
}
