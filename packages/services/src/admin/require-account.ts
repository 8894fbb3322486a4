import { AppError } from "@patchops/contract";
import type { Services } from "../context.ts";
import { findAccount } from "./system/find-account.ts";

/** The account that an operator names. Throws `not_found`. */
export async function requireAccount(
  { database }: Services,
  email: string,
): Promise<{ userId: string; organizationId: string }> {
  const account = await findAccount(database, email.trim().toLowerCase());
  if (account === undefined) {
    throw new AppError("not_found", "There is no account with that mail address.", {
      details: { field: "email" },
    });
  }
  return account;
}
