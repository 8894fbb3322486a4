import { type AcceptTermsInput, AppError, termsVersion } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";

/** The asking person takes the terms of use as they are now. Throws `conflict` for another version than that. */
export async function acceptTerms(context: Context, { version }: AcceptTermsInput): Promise<void> {
  requireLogin(context, "account.acceptTerms");
  const { actor, services, address } = context;
  if (version !== termsVersion) {
    throw new AppError("conflict", "The terms of use have changed since.", { next: "Load the page again." });
  }
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    await storeTerms(trx, { userId: actor.userId, address });
    await recordAudit(trx, auditActor(context), {
      action: "account.accept_terms",
      targetKind: "user",
      targetId: actor.userId,
      data: { version },
    });
  });
}

/** Writes down that somebody took the present terms. */
export async function storeTerms(
  trx: Transaction,
  { userId, address }: { userId: string; address: string | null },
): Promise<void> {
  await trx
    .insertInto("acceptedTerms")
    .values({ userId, version: termsVersion, address })
    .onConflict((conflict) => conflict.columns(["userId", "version"]).doNothing())
    .execute();
}
