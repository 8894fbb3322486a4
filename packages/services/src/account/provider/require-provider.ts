import type { LoginProvider } from "@patchops/auth";
import { AppError } from "@patchops/contract";
import type { Services } from "../../context.ts";

/** A provider that the operator set up. Throws `not_found`. */
export function requireProvider(
  { loginProviders }: Pick<Services, "loginProviders">,
  id: string,
): LoginProvider {
  const provider = loginProviders.find((known) => known.id === id);
  if (provider !== undefined) return provider;
  throw new AppError("not_found", "This instance has no login by that provider.", {
    next: "Its operator can set it up; see the settings in the documentation.",
  });
}
