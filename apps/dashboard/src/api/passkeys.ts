import type { PasskeyAssertionInput } from "@patchops/contract";
import { api } from "./client.ts";

/** Loaded when it is needed: few pages ask for passkeys. */
const load = () => import("@simplewebauthn/browser");

type AskOptions = Awaited<ReturnType<typeof api.account.startPasskeyLogin.mutate>>;

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
  /** Asks for any passkey of ours; `isAutofill`: in the mail address's suggestions, for as long as the page is open. */
  async logIn({ isAutofill = false } = {}): Promise<void> {
    const signed = await sign(await api.account.startPasskeyLogin.mutate(), { isAutofill });
    await api.account.logInByPasskey.mutate(signed);
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
  async hasAutofill(): Promise<boolean> {
    const { browserSupportsWebAuthnAutofill } = await load();
    return browserSupportsWebAuthnAutofill();
  },
};
