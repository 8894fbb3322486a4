export {
  findOAuthClient,
  type OAuthClientMetadata,
  registerOAuthClient,
} from "./clients.ts";
export { type Consent, grantConsent, type SignInRequest } from "./consent.ts";
export { endOAuthGrant } from "./end-grant.ts";
export { endGrantsOfResource } from "./end-grants-of-resource.ts";
export { endGrantsOfUser } from "./end-grants-of-user.ts";
export { oauthGrantChannel } from "./grant-cache.ts";
export { knownScopes } from "./known-grants.ts";
export { listConnectedApps } from "./list.ts";
export {
  consumeOAuthRecord,
  findOAuthRecord,
  grantDays,
  type OAuthRecordKind,
  removeOAuthRecord,
  saveOAuthRecord,
} from "./records.ts";
export { findStandingGrant, resolveOAuthGrant } from "./resolve-grant.ts";
export { revokeConnectedApp } from "./revoke.ts";
export {
  readSigningKeys,
  renewTokenKey,
  rotateTokenKey,
  type SigningKeys,
  signingKeyChannel,
  tokenKeyTimes,
} from "./signing-keys.ts";
export { findOAuthGrant, type OAuthGrantRecord } from "./system/find-grant.ts";
