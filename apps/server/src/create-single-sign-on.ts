import { Resolver } from "node:dns/promises";
import { openIdLogin } from "@patchops/auth";
import type { Services } from "@patchops/services";
import type { GuardedFetch } from "@patchops/upstream";

/** Organizations' own OpenID providers, behind the address guard, and the records by which they prove their domains. */
export function createSingleSignOn(documents: GuardedFetch): Services["singleSignOn"] {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  return {
    open: (client) =>
      openIdLogin(client, (url, init) => documents.fetch(url, init), { id: "sso", trustsSilence: true }),
    resolveTxt: async (name) => (await resolver.resolveTxt(name)).map((parts) => parts.join("")),
  };
}
