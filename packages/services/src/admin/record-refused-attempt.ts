import { newId, type RefusedAttempt } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../context.ts";

export interface RefusedRequest {
  address: string | null;
  userAgent: string | null;
  endpoint: string;
  reason: RefusedAttempt["reason"];
}

const maxKept = 1_000;
/** Rows a second that one node writes; a flood of refused requests is not made one of statements. */
const maxPerSecond = 10;
const written = new WeakMap<Database, { second: number; count: number }>();

/**
 * Keeps a request to `/mcp` that was refused, for the setup card of whoever sits at the same address: the newest 1,000 of the
 * last day. Never throws, so that it can stand beside the answer; above 10 a second it keeps nothing.
 */
export async function recordRefusedAttempt(services: Services, request: RefusedRequest): Promise<void> {
  const { database, log } = services;
  const { address, userAgent, endpoint, reason } = request;
  if (address === null || !hasRoom(database)) return;
  try {
    await database.transaction(async (trx) => {
      await trx
        .insertInto("refusedAttempts")
        .values({
          id: newId(),
          address,
          userAgent: userAgent?.slice(0, 256) ?? null,
          endpoint: endpoint.slice(0, 256),
          reason,
        })
        .execute();
      await trx
        .deleteFrom("refusedAttempts")
        .where((where) =>
          where.or([
            where("createdAt", "<", sql<string>`now() - interval '1 day'`),
            where(
              "id",
              "<=",
              where.selectFrom("refusedAttempts").select("id").orderBy("id", "desc").offset(maxKept).limit(1),
            ),
          ]),
        )
        .execute();
    });
  } catch (error) {
    log.warn({ err: error }, "A refused attempt was not recorded");
  }
}

function hasRoom(database: Database): boolean {
  const second = Math.floor(performance.now() / 1_000);
  const current = written.get(database);
  if (current === undefined || current.second !== second) {
    written.set(database, { second, count: 1 });
    return true;
  }
  current.count++;
  return current.count <= maxPerSecond;
}
