export {
  type AddressGuard,
  type AddressGuardOptions,
  type AllowedHost,
  createAddressGuard,
} from "./address/address-guard.ts";
export type { ProxySettings } from "./address/proxy-route.ts";
export type { ResolvedAddress, ResolveHost } from "./address/resolve-host.ts";
export type { CallAnswer, ToolCallOptions } from "./call-tool.ts";
export { createGuardedFetch, type GuardedFetch, type GuardedFetchInit } from "./http/guarded-fetch.ts";
export type { ToolDefinition } from "./list-tools.ts";
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
export type { Progress, ServerDescription } from "./session/open-session.ts";
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
  type ConnectionHealth,
  createUpstreams,
  type ListToolsOptions,
  type Upstreams,
  type UpstreamsOptions,
} from "./upstreams.ts";
