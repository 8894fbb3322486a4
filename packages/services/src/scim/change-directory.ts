import type { Transaction } from "@patchops/db";
import type { OAuthLogin } from "@patchops/upstream";
import { sql } from "kysely";
import { revokeLogins } from "../connection/index.ts";
import type { ScimContext } from "./scim-context.ts";

/** A change of one organization's directory, and what follows from it once it has committed. */
export interface DirectoryChange {
  trx: Transaction;
  /** Logins of those whose membership ended, to be revoked at their providers. */
  ended: OAuthLogin[];
  /** Whether a membership ended, so that connections have other owners. */
  hasEnded: boolean;
}

/** One change of an organization's users and groups at a time: what is checked in it holds until it commits. */
export async function changeDirectory<T>(
  { services, token: { organizationId } }: ScimContext,
  work: (change: DirectoryChange) => Promise<T>,
): Promise<T> {
  const answer = await services.snapshots.change(
    organizationId,
    async (trx) => {
      await lockDirectory(trx, organizationId);
      const change: DirectoryChange = { trx, ended: [], hasEnded: false };
      return { result: await work(change), change };
    },
    ({ change }) => change.hasEnded,
  );
  await revokeLogins(services, answer.change.ended);
  return answer.result;
}

export async function lockDirectory(trx: Transaction, organizationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`scim ${organizationId}`}, 0))`.execute(trx);
}
