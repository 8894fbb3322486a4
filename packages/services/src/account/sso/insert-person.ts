import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/**
 * An account for whom an organization vouches, with an address of one of its domains and no way in of its own. Of two first times at once the
 * second finds the first one's account only when it comes again. Throws `conflict`.
 */
export async function insertPerson(
  trx: Transaction,
  person: { id: string; email: string; name: string | null },
): Promise<void> {
  const name = person.name?.trim().slice(0, 100) || null;
  await trx
    .insertInto("users")
    .values({ ...person, name, passwordHash: null, emailVerifiedAt: new Date().toISOString() })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returning("id")
    .executeTakeFirstOrThrow(
      () => new AppError("conflict", "An account with that address is made just now."),
    );
}
