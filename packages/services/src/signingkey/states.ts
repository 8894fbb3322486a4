import { clock, type SigningKeyPurpose, type SigningKeyState } from "@patchops/contract";
import type { Context, Services } from "../context.ts";
import { tokenKeyTimes } from "../oauth/index.ts";
import { requireAccess } from "../require-access.ts";
import { readStoredKeys } from "./stored-keys.ts";

/** Which keys sign what. Instance admins. */
export async function listSigningKeys(context: Context): Promise<SigningKeyState[]> {
  requireAccess(context, "admin.signingKeys");
  return readSigningKeyStates(context.services);
}

/** Which keys sign what, since when, and how many older ones are still believed. Never a key. */
export async function readSigningKeyStates({
  database,
}: Pick<Services, "database">): Promise<SigningKeyState[]> {
  return database.transaction(async (trx) => {
    const tokens = await tokenKeyTimes(trx);
    const stored = (await readStoredKeys(trx)) ?? [];
    const nowMs = clock.nowMs();
    const stateOf = (purpose: "audit" | "cookies"): SigningKeyState => {
      const keys = stored.filter((key) => key.purpose === purpose);
      const current = keys.find(({ activeAt }) => Date.parse(activeAt) <= nowMs);
      const coming = keys.find(({ activeAt }) => Date.parse(activeAt) > nowMs);
      const isFirst = current === undefined || current.id === "";
      return {
        purpose,
        usedSince: isFirst ? null : current.activeAt,
        nextAt: coming?.activeAt ?? null,
        older: keys.length - (current ? 1 : 0) - (coming ? 1 : 0),
      };
    };
    const newest = tokens.find(({ retiredAt }) => retiredAt === null);
    const states: Record<SigningKeyPurpose, SigningKeyState> = {
      tokens: {
        purpose: "tokens",
        usedSince: newest?.createdAt ?? null,
        nextAt: null,
        older: tokens.length - (newest ? 1 : 0),
      },
      cookies: stateOf("cookies"),
      audit: stateOf("audit"),
    };
    return Object.values(states);
  });
}
