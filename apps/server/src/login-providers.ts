import { gitHubLogin, googleLogin, type LoginProvider, type ProviderFetch } from "@patchops/auth";
import type { GuardedFetch } from "@patchops/upstream";
import type { Config } from "./config.ts";

/** The providers that the operator set up, each with the address that it sends browsers back to. */
export function createLoginProviders(
  { loginApps }: Config,
  { publicUrl, documents }: { publicUrl: string; documents: GuardedFetch },
): readonly LoginProvider[] {
  const fetch: ProviderFetch = (url, init) => documents.fetch(url, init);
  const kinds = { github: gitHubLogin, google: googleLogin } as const;
  return (["github", "google"] as const).flatMap((id) => {
    const app = loginApps[id];
    return app ? [kinds[id]({ ...app, redirectUri: `${publicUrl}/oauth/login/${id}` }, fetch)] : [];
  });
}
