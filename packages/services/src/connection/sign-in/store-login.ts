import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { OAuthLogin } from "@patchops/upstream";
import type { Services } from "../../context.ts";
import { removeCredential } from "../remove-credential.ts";
import { sealValue } from "../sealed.ts";
import { type LoginPlace, readLogin } from "./logins.ts";
import { loginSeal } from "./open-login.ts";

/** The columns that say of a login what people may see of it. */
export function loginFacts(login: OAuthLogin) {
  return {
    hint: login.accessToken.length >= 12 ? `…${login.accessToken.slice(-4)}` : "…",
    issuer: login.server.issuer,
    scopes: login.scopes,
    expiresAt: login.expiresAtMs === null ? null : new Date(login.expiresAtMs).toISOString(),
  };
}

/** Seals a new login and puts it in the place of whatever credential stood there. */
export async function storeLogin(
  services: Services,
  trx: Transaction,
  given: { place: LoginPlace; url: string; login: OAuthLogin },
): Promise<void> {
  const { place, url, login } = given;
  const { organizationId, connectionId, userId } = place;
  const before = await readLogin(services, trx, place);
  const wantedScopes = (before?.wantedScopes ?? []).filter((scope) => !login.scopes.includes(scope));
  await removeCredential(trx, place);
  const id = newId();
  await trx
    .insertInto("connectionCredentials")
    .values({
      organizationId,
      id,
      connectionId,
      userId,
      kind: "oauth",
      sealed: await sealValue(services, trx, { place: loginSeal(organizationId, id), value: { url, login } }),
      ...loginFacts(login),
      wantedScopes,
      stepUps: before && before.wantedScopes.length > 0 ? before.stepUps + 1 : 0,
    })
    .execute();
  await services.logins.changed(trx, place);
}
