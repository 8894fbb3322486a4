import type { SignOutResult } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { OAuthLogin } from "@patchops/upstream";
import type { Services } from "../../context.ts";
import { removeCredential } from "../remove-credential.ts";
import { type LoginPlace, readLogin } from "./logins.ts";
import { openLogin } from "./open-login.ts";

/** Removes all logins of a connection; answers them opened, to be revoked once that has committed. */
export async function dropLogins(
  services: Services,
  trx: Transaction,
  { organizationId, connectionId }: Omit<LoginPlace, "userId">,
): Promise<OAuthLogin[]> {
  const rows = await trx
    .selectFrom("connectionCredentials")
    .select(["organizationId", "connectionId", "userId"])
    .where("organizationId", "=", organizationId)
    .where("connectionId", "=", connectionId)
    .where("kind", "=", "oauth")
    .execute();
  return drop(services, trx, rows);
}

/** Removes all logins of a person in an organization; answers them opened, to be revoked once that has committed. */
export async function dropLoginsOfUser(
  services: Services,
  trx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<OAuthLogin[]> {
  const rows = await trx
    .selectFrom("connectionCredentials")
    .select(["organizationId", "connectionId", "userId"])
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .execute();
  return drop(services, trx, rows);
}

async function drop(
  services: Services,
  trx: Transaction,
  places: readonly LoginPlace[],
): Promise<OAuthLogin[]> {
  const logins: OAuthLogin[] = [];
  for (const { organizationId, connectionId, userId } of places) {
    const place = { organizationId, connectionId, userId };
    const login = await takeLogin(services, trx, place);
    if (login) logins.push(login);
    await removeCredential(trx, place);
    await services.logins.changed(trx, place);
  }
  return logins;
}

/** A login opened; null for none, or one that does not open. */
export async function takeLogin(
  services: Services,
  trx: Transaction,
  place: LoginPlace,
): Promise<OAuthLogin | null> {
  const stored = await readLogin(services, trx, place);
  if (!stored) return null;
  try {
    return openLogin(services, place.organizationId, stored).login;
  } catch (error) {
    services.log.error(
      { error, connectionId: place.connectionId },
      "a login could not be opened for its revocation",
    );
    return null;
  }
}

/** Takes logins back at their providers, side by side. Best effort: what failed is said, and changes nothing here. */
export async function revokeLogins(
  services: Services,
  logins: readonly OAuthLogin[],
): Promise<Pick<SignOutResult, "revoked" | "message">> {
  const hosts = [...new Set(logins.map(({ server }) => new URL(server.issuer).host))].join(", ");
  const outcomes = await Promise.allSettled(logins.map((login) => services.upstreams.oauth.revoke(login)));
  if (outcomes.some(({ status }) => status === "rejected")) {
    return {
      revoked: "failed",
      message: `Removed here, but ${hosts} could not be told. Revoke PatchOps in your account there as well.`,
    };
  }
  if (outcomes.some((outcome) => outcome.status === "fulfilled" && !outcome.value)) {
    return {
      revoked: "not_offered",
      message: `Removed here. ${hosts} offers no way to revoke it: do that in your account there.`,
    };
  }
  return { revoked: "revoked", message: `Removed here, and revoked at ${hosts}.` };
}
