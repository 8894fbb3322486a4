export {
  type Auth,
  createAuth,
  type NewSession,
  type SessionAdapter,
  type SessionAttributes,
  type SessionRecord,
  type UserAttributes,
  type ValidSession,
} from "./create-auth.ts";
export { gitHubLogin } from "./github-login.ts";
export { googleLogin } from "./google-login.ts";
export type {
  LoginProvider,
  LoginProviderClient,
  ProviderFetch,
  ProviderIdentity,
} from "./login-provider.ts";
export { openIdLogin } from "./open-id-login.ts";
export {
  askPasskeyOptions,
  createPasskeyOptions,
  type RelyingParty,
  readAssertion,
  readRegistration,
  type TakeChallenge,
} from "./passkeys.ts";
export { ProviderLoginError } from "./provider-login-error.ts";
export { relyingParty } from "./relying-party.ts";
