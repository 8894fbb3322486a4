import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../../context.ts";
import { may } from "../../may.ts";

/**
 * For whom a workflow runs once this actor publishes it: the service account that they name (null: none, they themselves), where they
 * name nothing the one that it has, else they. Throws `not_found`, `forbidden`.
 */
export async function actingUser(
  { actor }: Context,
  trx: Transaction,
  { current, serviceAccountId }: { current: string; serviceAccountId: string | null | undefined },
): Promise<string> {
  if (serviceAccountId === null) return actor.userId;
  const account = await trx
    .selectFrom("serviceAccounts")
    .select("userId")
    .where("organizationId", "=", actor.organizationId)
    .where("userId", "=", serviceAccountId ?? current)
    .where("removedAt", "is", null)
    .executeTakeFirst();
  if (account === undefined) {
    if (serviceAccountId === undefined) return actor.userId;
    throw new AppError("not_found", "There is no such service account.", {
      next: "List them with: patchops service-accounts list",
    });
  }
  if (account.userId === actor.userId || may(actor, "workflow.actAsService")) return account.userId;
  throw new AppError("forbidden", "Owners and admins alone have workflows run for a service account.", {
    next: "Ask one of them to publish it.",
  });
}
