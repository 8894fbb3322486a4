import { type LoginProvider, ProviderLoginError } from "@patchops/auth";
import { AppError } from "@patchops/contract";
import { loginSecrets } from "./login-secrets.ts";

/** Where a browser with this token goes to log in. Throws `unavailable` when the provider does not answer. */
export async function addressOfLogin(
  provider: LoginProvider<string>,
  { token, state }: { token: string; state: string },
): Promise<URL> {
  try {
    return await provider.start(loginSecrets(token, state));
  } catch (error) {
    if (!(error instanceof ProviderLoginError)) throw error;
    throw new AppError("unavailable", error.message, { next: "Try again in a minute.", cause: error });
  }
}
