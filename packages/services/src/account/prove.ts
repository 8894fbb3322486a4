import { AppError, type ProveInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { recordProof, requireLogin } from "../session/index.ts";
import { isPasswordOf } from "./password.ts";
import { countLoginTry, forgiveLoginTry, inLoginTurn } from "./throttle.ts";

/**
 * The asking person's password once more, before a dangerous act. Throws `rate_limited` like a login, or
 * `invalid_credentials`.
 */
export async function prove(context: Context, { password }: ProveInput): Promise<void> {
  const loginSessionId = requireLogin(context, "account.prove");
  const { actor, services } = context;
  const { email, passwordHash } = await services.database.transaction((trx) =>
    trx
      .selectFrom("users")
      .select(["email", "passwordHash"])
      .where("id", "=", actor.userId)
      .executeTakeFirstOrThrow(),
  );
  const isRight = await inLoginTurn(context, async () => {
    await countLoginTry(context, email);
    return isPasswordOf(passwordHash, password);
  });
  if (!isRight) {
    throw new AppError("invalid_credentials", "The password is wrong.", { details: { field: "password" } });
  }
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    await forgiveLoginTry(trx, context, email);
    await recordProof(trx, context, { loginSessionId, method: "password" });
  });
}
