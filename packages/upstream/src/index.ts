export {
  type AddressGuard,
  type AddressGuardOptions,
  type AllowedHost,
  createAddressGuard,
} from "./address/address-guard.ts";
export type { ProxySettings } from "./address/proxy-route.ts";
export type { ResolvedAddress, ResolveHost } from "./address/resolve-host.ts";
export { createGuardedFetch, type GuardedFetch, type GuardedFetchInit } from "./http/guarded-fetch.ts";
export type { WebAnswer, WebRequest } from "./http/open-web-fetch.ts";
export type { ListKind, ToolDefinition } from "./list-all.ts";
export { authMethodOf } from "./oauth/auth-method.ts";
export type {
  AuthorizationServer,
  OAuthClientIdentity,
  OAuthLogin,
} from "./oauth/authorization-server.ts";
export type { Challenge } from "./oauth/challenge.ts";
export type { Discovery } from "./oauth/discover.ts";
export type {
  NewSignIn,
  OAuthClient,
  PendingSignIn,
} from "./oauth/oauth-client.ts";
export { SignInError, type SignInErrorCode } from "./oauth/sign-in-error.ts";
export type { ProbeStep } from "./probe.ts";
export type { Caller, CallerRoots, UpstreamAnswer, UpstreamRequest } from "./request.ts";
export type { ChangingList, Progress, ServerDescription } from "./session/session.ts";
export type {
  CredentialStore,
  Credentials,
  InProcessContext,
  InProcessServer,
  Target,
  Transport,
} from "./target.ts";
export { UpstreamError, type UpstreamErrorCode } from "./upstream-error.ts";
export {
  type ChangeListener,
  type ConnectionHealth,
  createUpstreams,
  type ReadOptions,
  type Upstreams,
  type UpstreamsOptions,
} from "./upstreams.ts";
