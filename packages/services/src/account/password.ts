import { AppError } from "@patchops/contract";
import { hashPassword, VaultError, verifyPassword, verifyPasswordDummy } from "@patchops/vault";

/** The hash of a new password. Throws `invalid_input` (too long) or `unavailable` (too many at once). */
export function hashNewPassword(password: string): Promise<string> {
  return refusing(hashPassword(password));
}

/**
 * Whether the password is that of the account; an account that is not there costs the same work (S20).
 * Throws `unavailable` when too many are being checked at once.
 */
export async function isPasswordOf(passwordHash: string | null, password: string): Promise<boolean> {
  if (passwordHash !== null) return refusing(verifyPassword(passwordHash, password));
  await refusing(verifyPasswordDummy(password));
  return false;
}

async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    if (error.code === "busy") {
      throw new AppError("unavailable", "Many people are logging in right now.", {
        next: "Try again in a few seconds.",
        retryAfterSeconds: 3,
      });
    }
    throw new AppError("invalid_input", error.message, { details: { field: "password" } });
  }
}
