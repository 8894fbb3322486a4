import type { OAuthLogin } from "@patchops/upstream";
import type { Services } from "../../context.ts";
import { openValue } from "../sealed.ts";
import type { StoredLogin } from "./logins.ts";

/** What is sealed of a login. It goes to the address that it was made for, and to no other. */
export interface SealedLogin {
  url: string;
  login: OAuthLogin;
}

export function loginSeal(organizationId: string, id: string) {
  return { organizationId, row: id, field: "credential" };
}

/** Opens a login. The plaintext lives only in the returned object. */
export function openLogin(services: Services, organizationId: string, stored: StoredLogin): SealedLogin {
  const place = loginSeal(organizationId, stored.id);
  return openValue<SealedLogin>(services, stored.dataKey, { place, sealed: stored.sealed });
}
