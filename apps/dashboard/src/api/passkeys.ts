import type { PasskeyAssertionInput } from "@patchops/contract";
import { api } from "./client.ts";

/** Loaded when it is needed: few pages ask for passkeys. */
const load = () => import("@simplewebauthn/browser");

type AskOptions = Awaited<ReturnType<typeof api.account.startPasskeyLogin.mutate>>;

/** An assertion by whichever passkey of ours somebody picks. */
async function askAny(options?: { isAutofill: boolean }): Promise<PasskeyAssertionInput> {
  return sign(await api.account.startPasskeyLogin.mutate(), options);
}

async function sign(options: AskOptions, { isAutofill = false } = {}): Promise<PasskeyAssertionInput> {
  const { startAuthentication } = await load();
  const { id, response } = await startAuthentication({
    optionsJSON: options,
    useBrowserAutofill: isAutofill,
  });
  const { clientDataJSON, authenticatorData, signature } = response;
  return { id, clientDataJSON, authenticatorData, signature };
}

export const passkeys = {
  /** Signs in by the passkey that was picked among the suggestions, or asks for any of ours. */
  async logIn(picked?: PasskeyAssertionInput): Promise<void> {
    await api.account.logInByPasskey.mutate(picked ?? (await askAny()));
  },
  /**
   * Offers passkeys among the mail address's suggestions for as long as the page is open. Answers the one that was picked; null when
   * the browser has no such suggestions, or something else took its one question over.
   */
  async offer(): Promise<PasskeyAssertionInput | null> {
    const { browserSupportsWebAuthnAutofill } = await load();
    if (!(await browserSupportsWebAuthnAutofill())) return null;
    return askAny({ isAutofill: true }).catch(() => null);
  },
  async prove(): Promise<void> {
    await api.account.proveByPasskey.mutate(await sign(await api.account.startPasskeyProof.mutate()));
  },
  async add(name: string): Promise<void> {
    const options = await api.account.startPasskey.mutate();
    const { startRegistration } = await load();
    const { id, response } = await startRegistration({ optionsJSON: options });
    const { clientDataJSON, attestationObject, transports = [] } = response;
    await api.account.addPasskey.mutate({ name, id, clientDataJSON, attestationObject, transports });
  },
};
