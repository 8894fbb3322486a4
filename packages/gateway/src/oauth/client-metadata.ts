import type { OAuthClient } from "@patchops/contract";

const maxRedirectUris = 20;
const maxUriLength = 2_048;
const maxNameLength = 200;
const loopbackHosts = ["127.0.0.1", "localhost", "[::1]"];
/** What a browser would run or read instead of handing it to an app. */
const refusedSchemes = [
  "about:",
  "blob:",
  "chrome:",
  "data:",
  "file:",
  "filesystem:",
  "ftp:",
  "http:",
  "javascript:",
  "mailto:",
  "vbscript:",
  "view-source:",
  "ws:",
  "wss:",
];

function isLoopback(url: URL): boolean {
  return url.protocol === "http:" && loopbackHosts.includes(url.hostname);
}

function isRedirectUri(text: unknown): text is string {
  if (typeof text !== "string" || text.length > maxUriLength || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (text.includes("#") || url.username !== "" || url.password !== "") return false;
  return isLoopback(url) || !refusedSchemes.includes(url.protocol);
}

/** How clients prove who they are at the token endpoint. */
export const clientAuthMethods = ["none", "client_secret_post", "client_secret_basic"] as const;

/**
 * What we keep of the metadata that a client gives of itself (RFC 7591, or its metadata document): the code flow, whatever else
 * was asked. A secret is for a service alone that asks for one: what answers on somebody's machine keeps none (RFC 8252, section
 * 8.5), and a document is public. Null when its redirect URIs are none that we would send a code to.
 */
export function clientMetadata(
  given: Record<string, unknown>,
  { mayHaveSecret }: { mayHaveSecret: boolean },
): Record<string, unknown> | null {
  const { redirect_uris: redirectUris, client_name: name, grant_types: grantTypes } = given;
  if (!Array.isArray(redirectUris) || redirectUris.length === 0 || redirectUris.length > maxRedirectUris) {
    return null;
  }
  if (!redirectUris.every(isRedirectUri)) return null;
  const isWeb = redirectUris.every((uri) => uri.startsWith("https:"));
  const mayRefresh = !Array.isArray(grantTypes) || grantTypes.includes("refresh_token");
  return {
    ...(typeof name === "string" && name.trim() !== ""
      ? { client_name: name.toWellFormed().trim().slice(0, maxNameLength) }
      : {}),
    redirect_uris: [...new Set(redirectUris)],
    // Decides whether the port of a loopback redirect may differ (RFC 8252, section 7.3).
    application_type: isWeb ? "web" : "native",
    grant_types: ["authorization_code", ...(mayRefresh ? ["refresh_token"] : [])],
    response_types: ["code"],
    response_modes: ["query"],
    token_endpoint_auth_method:
      clientAuthMethods.find(
        (method) => mayHaveSecret && isWeb && method === given.token_endpoint_auth_method,
      ) ?? "none",
  };
}

/** A client as people are shown it. Only a client that is named by its document's address has proven a domain. */
export function shownClient(clientId: string, name: unknown, redirectUri: string): OAuthClient {
  const document = clientId.startsWith("https://") && URL.canParse(clientId) ? new URL(clientId) : null;
  const redirect = URL.canParse(redirectUri) ? new URL(redirectUri) : null;
  const host = document?.host ?? (redirect?.protocol === "https:" ? redirect.host : null);
  return {
    name: typeof name === "string" && name !== "" ? name : (host ?? "An unnamed client"),
    host,
    isVerified: document !== null,
  };
}
