import type { MemberHoldings } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { OAuthLogin } from "@patchops/upstream";
import { revokeKeysOfUser } from "../apikey/index.ts";
import { dropLoginsOfUser } from "../connection/index.ts";
import type { Services } from "../context.ts";
import { tellOfBlockedWorkflows } from "../notification/index.ts";
import { endGrantsOfUser } from "../oauth/index.ts";
import { endPromptSessionsOfUser } from "../promptsession/index.ts";
import { readHoldings } from "./holdings.ts";

interface Ending {
  organizationId: string;
  userId: string;
  /** Whose their connections are then. */
  reassignTo: string;
  /** Whether owners and admins have heard already which workflows are blocked. Default: they have not. */
  isTold?: boolean;
}

/**
 * Takes somebody out of the organization, inside the transaction of the verb: their logins there, keys, apps, sessions and own
 * accounts at connections end with it, on every node; the workflows that ran for them are blocked, which owners and admins are told. Answers what that was, and the accounts, to be revoked at their providers
 * once it has committed.
 */
export async function endMembership(
  services: Services,
  trx: Transaction,
  { organizationId, userId, reassignTo, isTold = false }: Ending,
): Promise<{ holdings: MemberHoldings; logins: OAuthLogin[] }> {
  const whose = { organizationId, userId };
  const holdings = await readHoldings(trx, whose);
  await trx
    .deleteFrom("members")
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .execute();
  if (!isTold) await tellOfBlockedWorkflows(services, trx, whose);
  await trx
    .deleteFrom("loginSessions")
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .execute();
  await revokeKeysOfUser(services.database, trx, whose);
  await endGrantsOfUser(services.database, trx, whose);
  await endPromptSessionsOfUser(services.database, trx, whose);
  const logins = await dropLoginsOfUser(services, trx, whose);
  await trx
    .updateTable("connections")
    .set({ createdBy: reassignTo })
    .where("organizationId", "=", organizationId)
    .where("createdBy", "=", userId)
    .execute();
  return { holdings, logins };
}
