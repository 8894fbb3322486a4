import type { ProveInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { recordProof, requireLogin } from "../session/index.ts";
import { requirePassword } from "./require-password.ts";
import { forgiveLoginTry } from "./throttle.ts";

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
  await requirePassword(context, { email, passwordHash }, { password, field: "password" });
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    await forgiveLoginTry(trx, context, email);
    await recordProof(trx, context, { loginSessionId, method: "password" });
  });
}
