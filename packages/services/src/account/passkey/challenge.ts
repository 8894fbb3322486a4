import type { TakeChallenge } from "@patchops/auth";
import type { Tables } from "@patchops/db";
import { hashToken } from "@patchops/vault";
import { sql } from "kysely";
import type { Services } from "../../context.ts";

type Kind = Tables["loginChallenges"]["kind"];

/** Keeps a challenge for 5 minutes, as a hash; `userId` null: it is not known yet who answers. */
export async function keepChallenge(
  { database }: Services,
  { challenge, kind, userId }: { challenge: string; kind: Kind; userId: string | null },
): Promise<void> {
  await database.transaction((trx) =>
    trx
      .insertInto("loginChallenges")
      .values({
        hash: hashToken(challenge),
        kind,
        userId,
        expiresAt: sql<string>`now() + interval '5 minutes'`,
      })
      .execute(),
  );
}

/** Takes a challenge of this kind and person away: whatever comes of it, it is used. */
export function takeChallenge(
  { database }: Services,
  { kind, userId }: { kind: Kind; userId: string | null },
): TakeChallenge {
  return async (challenge) => {
    const taken = await database.transaction((trx) =>
      trx
        .deleteFrom("loginChallenges")
        .where("hash", "=", hashToken(challenge))
        .where("kind", "=", kind)
        .where("userId", userId === null ? "is" : "=", userId)
        .where("expiresAt", ">", sql<string>`now()`)
        .returning("hash")
        .executeTakeFirst(),
    );
    return taken !== undefined;
  };
}
