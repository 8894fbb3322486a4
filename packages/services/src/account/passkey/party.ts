import { type RelyingParty, relyingParty } from "@patchops/auth";
import { AppError } from "@patchops/contract";
import type { Services } from "../../context.ts";

/** Who asks for passkeys. Throws `conflict` where the instance's address allows none. */
export function requireParty({ settings }: Services): RelyingParty {
  const party = relyingParty(settings.publicUrl, settings);
  if (party !== null) return party;
  throw new AppError("conflict", "Browsers have passkeys for host names on https alone.", {
    next: "The operator sets PATCHOPS_URL to such an address.",
  });
}

/** The address whose pages may ask for passkeys; null = none of this instance. */
export function passkeyUrl({ settings }: Services): string | null {
  return relyingParty(settings.publicUrl, settings)?.origins[0] ?? null;
}
