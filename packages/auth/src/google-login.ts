import type { LoginProvider, LoginProviderClient, ProviderFetch } from "./login-provider.ts";
import { openIdLogin } from "./open-id-login.ts";

/** Login by Google, or by any OpenID provider that stands in its place. */
export function googleLogin(client: LoginProviderClient, fetch: ProviderFetch): LoginProvider {
  return openIdLogin(client, fetch, { id: "google", trustsSilence: false });
}
