import { AppError } from "@patchops/contract";
import type { Context } from "../context.ts";
import { isPasswordOf } from "./password.ts";
import { countLoginTry, inLoginTurn } from "./throttle.ts";

/**
 * Refuses who is logged in but does not know the account's password, counting the try like a login: whoever goes on with what it
 * guards takes it back by `forgiveLoginTry`. Throws `rate_limited`, `invalid_credentials`.
 */
export async function requirePassword(
  context: Context,
  user: { email: string; passwordHash: string | null },
  given: { password: string; field: "password" | "currentPassword" },
): Promise<void> {
  const isRight = await inLoginTurn(context, async () => {
    await countLoginTry(context, user.email);
    return isPasswordOf(user.passwordHash, given.password);
  });
  if (isRight) return;
  const words = given.field === "password" ? "The password is wrong." : "The current password is wrong.";
  throw new AppError("invalid_credentials", words, { details: { field: given.field } });
}
