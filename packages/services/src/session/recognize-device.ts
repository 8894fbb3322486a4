import type { Transaction } from "@patchops/db";
import { createToken, hashToken } from "@patchops/vault";
import { sql } from "kysely";
import type { Visit } from "../context.ts";
import { deviceCookie } from "./device-cookie.ts";

export interface RecognizedDevice {
  /** A `Set-Cookie` value that keeps the browser known. */
  cookie: string;
  hash: string;
  /** Not known to the account, which knows others. */
  isNew: boolean;
}

/** The browser that logs an account in, known to it from now on. */
export async function recognizeDevice(
  visit: Visit,
  trx: Transaction,
  userId: string,
): Promise<RecognizedDevice> {
  const { settings } = visit.services;
  const token = deviceCookie.read(settings, visit.cookieHeader) ?? createToken();
  const hash = hashToken(token);
  const known = await trx
    .selectFrom("knownDevices")
    .select("tokenHash")
    .where("userId", "=", userId)
    .execute();
  const userAgent = visit.userAgent?.slice(0, 512) ?? null;
  await trx
    .insertInto("knownDevices")
    .values({ userId, tokenHash: hash, userAgent })
    .onConflict((conflict) =>
      conflict.columns(["userId", "tokenHash"]).doUpdateSet({ userAgent, lastSeenAt: sql`now()` }),
    )
    .execute();
  return {
    cookie: deviceCookie.write(settings, token),
    hash,
    isNew: known.length > 0 && !known.some(({ tokenHash }) => tokenHash === hash),
  };
}
