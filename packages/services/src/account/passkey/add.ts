import { createPasskeyOptions, readRegistration } from "@patchops/auth";
import { type AddPasskeyInput, AppError, type Passkey } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireLogin, requireProof } from "../../session/index.ts";
import { keepChallenge, takeChallenge } from "./challenge.ts";
import { requireParty } from "./party.ts";

const maxPasskeys = 20;

/** What the asking person's browser is to make a passkey with. Throws `step_up_required`, `conflict`. */
export async function startPasskey(context: Context) {
  requireLogin(context, "account.startPasskey");
  await requireProof(context, "account.addPasskey");
  const { actor, services } = context;
  const party = requireParty(services);
  const { user, known } = await services.database.transaction(async (trx) => ({
    user: await trx
      .selectFrom("users")
      .select(["id", "email", "name"])
      .where("id", "=", actor.userId)
      .executeTakeFirstOrThrow(),
    known: await trx
      .selectFrom("passkeys")
      .select(["id", "transports"])
      .where("userId", "=", actor.userId)
      .execute(),
  }));
  if (known.length >= maxPasskeys) {
    throw new AppError("conflict", `An account has at most ${maxPasskeys} passkeys.`, {
      next: "Remove one that you do not use.",
    });
  }
  const options = await createPasskeyOptions(party, { user, known });
  const { challenge } = options;
  await keepChallenge(services, { challenge, kind: "passkey_register", userId: actor.userId });
  return options;
}

/** Keeps the passkey that the browser made, as a way into the account. Throws `step_up_required`, `invalid_input`, `conflict`. */
export async function addPasskey(
  context: Context,
  { name, ...registration }: AddPasskeyInput,
): Promise<Passkey> {
  requireLogin(context, "account.addPasskey");
  await requireProof(context, "account.addPasskey");
  const { actor, services } = context;
  const { userId, organizationId } = actor;
  const made = await readRegistration(
    requireParty(services),
    registration,
    takeChallenge(services, { kind: "passkey_register", userId }),
  );
  if (made === null) {
    throw new AppError("invalid_input", "That passkey was not made as it was asked for, or took too long.", {
      next: "Try again.",
    });
  }
  return services.database.withOrganization(organizationId, async (trx) => {
    const passkey = await trx
      .insertInto("passkeys")
      .values({ ...made, transports: [...made.transports], userId, name, lastUsedAt: null })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning(["id", "name", "isBackedUp", "createdAt", "lastUsedAt"])
      .executeTakeFirst();
    if (passkey === undefined) throw new AppError("conflict", "That passkey is known here already.");
    await recordAudit(trx, auditActor(context), {
      action: "account.add_passkey",
      targetKind: "passkey",
      targetId: passkey.id,
      data: { name },
    });
    return passkey;
  });
}
