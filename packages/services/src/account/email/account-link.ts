import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { createToken, hashToken } from "@patchops/vault";
import type { Services } from "../../context.ts";

export type LinkPurpose = "verify" | "change" | "reset";

const hoursValid: Record<LinkPurpose, number> = { verify: 24, change: 24, reset: 1 };
const pages: Record<LinkPurpose, string> = {
  verify: "/verify-email",
  change: "/verify-email",
  reset: "/reset-password",
};

export interface AccountLink {
  userId: string;
  purpose: LinkPurpose;
  email: string;
}

/** A link to be mailed, in place of those before it. The token stands behind a #: no server, proxy or log on the way is told it. */
export async function createAccountLink(
  { settings }: Services,
  trx: Transaction,
  { userId, purpose, email }: AccountLink,
): Promise<string> {
  await dropAccountLinks(trx, userId, [purpose]);
  const token = createToken();
  await trx
    .insertInto("accountLinks")
    .values({
      ...{ userId, purpose, email },
      tokenHash: hashToken(token),
      expiresAt: new Date(Date.now() + hoursValid[purpose] * 3_600_000).toISOString(),
    })
    .execute();
  return `${settings.publicUrl}${pages[purpose]}#token=${token}`;
}

/** What a link was made for. Throws `not_found` when it was used, is too old, or never was. */
export async function readAccountLink(
  trx: Transaction,
  token: string,
  purposes: readonly LinkPurpose[],
): Promise<AccountLink> {
  const link = await trx
    .selectFrom("accountLinks")
    .select(["userId", "purpose", "email"])
    .where("tokenHash", "=", hashToken(token))
    .where("purpose", "in", purposes)
    .where("expiresAt", ">", new Date().toISOString())
    .executeTakeFirst();
  return link ?? refuseLink();
}

/** Uses a link up: of two at once, one does. Throws like `readAccountLink`. */
export async function useAccountLink(trx: Transaction, token: string): Promise<void> {
  const { numDeletedRows } = await trx
    .deleteFrom("accountLinks")
    .where("tokenHash", "=", hashToken(token))
    .where("expiresAt", ">", new Date().toISOString())
    .executeTakeFirst();
  if (numDeletedRows === 0n) refuseLink();
}

export async function dropAccountLinks(
  trx: Transaction,
  userId: string,
  purposes: readonly LinkPurpose[] = ["verify", "change", "reset"],
): Promise<void> {
  await trx
    .deleteFrom("accountLinks")
    .where("userId", "=", userId)
    .where("purpose", "in", purposes)
    .execute();
}

export function refuseLink(): never {
  throw new AppError("not_found", "This link does not work: it was used already, or it is too old.", {
    next: "Have a new one sent.",
  });
}
