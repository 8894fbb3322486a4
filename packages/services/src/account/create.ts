import { AppError, newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { createOrganizationFor } from "../organization/index.ts";

export interface NewAccount {
  email: string;
  /** Null for who logs in by a provider alone. */
  passwordHash: string | null;
  name: string | null;
  /** When it was proven that the address is theirs; null = it is not yet. */
  emailVerifiedAt: string | null;
}

export interface CreatedAccount {
  userId: string;
  organizationId: string;
}

/**
 * A person with an organization of their own, in one transaction. `isOwner` decides inside it whether they own the instance;
 * `after` adds what belongs to it (audit, login, key). Throws `conflict` when the mail address has an account.
 */
export function createAccount<T>(
  services: Services,
  account: NewAccount,
  steps: {
    isOwner: (trx: Transaction) => Promise<boolean>;
    after: (trx: Transaction, created: CreatedAccount) => Promise<T>;
  },
): Promise<T> {
  const organizationId = newId();
  const userId = newId();
  return services.database.withOrganization(organizationId, async (trx) => {
    const isInstanceAdmin = await steps.isOwner(trx);
    const inserted = await trx
      .insertInto("users")
      .values({ id: userId, ...account, isInstanceAdmin })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (inserted === undefined) throw accountTaken();
    const name = account.name ?? account.email.slice(0, account.email.lastIndexOf("@"));
    await createOrganizationFor(trx, {
      organizationId,
      ownerId: userId,
      name,
      plan: services.settings.defaultPlan,
    });
    return steps.after(trx, { userId, organizationId });
  });
}

export function accountTaken(): AppError {
  return new AppError("conflict", "There is an account with that mail address already.", {
    next: "Sign in, or use another address.",
  });
}
