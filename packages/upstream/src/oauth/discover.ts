import { isJsonObject, type JsonObject } from "@patchops/protocol";
import type { GuardedFetch } from "../http/guarded-fetch.ts";
import { UpstreamError } from "../upstream-error.ts";
import type { AuthorizationServer } from "./authorization-server.ts";
import { type Challenge, splitScopes } from "./challenge.ts";
import { SignInError } from "./sign-in-error.ts";

/** Where and how an upstream's users sign in. */
export interface Discovery {
  server: AuthorizationServer;
  /** What tokens are asked for (RFC 8707). */
  resource: string;
  /** Which scopes to ask for: the challenge's, else the resource's; undefined = the server's default. */
  scopes?: string[];
  /** Nothing describes it: its endpoints are those that 2025-03-26 presumes. */
  isPresumed?: true;
  /** Where the challenge said that the resource describes itself. */
  resourceMetadataUrl?: string;
}

export interface DiscoverOptions {
  /** The MCP server's address. */
  url: string;
  challenge: Challenge;
  signal?: AbortSignal | undefined;
  /** Whether the endpoints that 2025-03-26 presumes are taken for granted where nothing describes any. */
  presumesEndpoints: boolean;
}

/** Only what has no path of its own may be taken for "not there"; a server that is away is no server without metadata. */
const absent: readonly number[] = [400, 401, 403, 404, 405, 410];

/**
 * A document, or null where there is none: not found, or a page instead of JSON. What cannot be read is none either where
 * nobody promised one: some servers answer every path with 200.
 */
async function readDocument(
  fetch: GuardedFetch["fetch"],
  url: URL,
  { signal, isPromised }: { signal: AbortSignal | undefined; isPromised: boolean },
): Promise<JsonObject | null> {
  const answer = await fetch(url, {
    headers: { accept: "application/json" },
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status !== 200) {
    if (absent.includes(answer.status)) return null;
    throw new UpstreamError("upstream_error", `${url.host} failed with status ${answer.status}.`, {
      sent: true,
      httpStatus: answer.status,
      retryable: answer.status >= 500,
    });
  }
  const text = await answer.text();
  if (/^\s*</.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Told below.
  }
  if (!isPromised) return null;
  throw new SignInError("unsafe", `What ${url.host} says of its sign-in cannot be read.`);
}

function pathOf(url: URL): string {
  return url.pathname.replace(/\/+$/, "");
}

function wellKnown(url: URL, name: string, path: string): URL {
  return new URL(`/.well-known/${name}${path}`, url.origin);
}

function resourceMetadataPlaces(url: URL, challenge: Challenge): URL[] {
  if (challenge.resourceMetadataUrl !== undefined) {
    if (!URL.canParse(challenge.resourceMetadataUrl)) {
      throw new SignInError("unsafe", `${url.host} names no usable address for its sign-in.`);
    }
    return [new URL(challenge.resourceMetadataUrl)];
  }
  const name = "oauth-protected-resource";
  const path = pathOf(url);
  const atPath = wellKnown(url, name, path);
  atPath.search = url.search;
  return path === "" ? [wellKnown(url, name, "")] : [atPath, wellKnown(url, name, "")];
}

/** In the order of MCP (2025-11-25, authorization server metadata discovery). */
function serverMetadataPlaces(issuer: URL): URL[] {
  const path = pathOf(issuer);
  const oauth = wellKnown(issuer, "oauth-authorization-server", path);
  const openid = wellKnown(issuer, "openid-configuration", path);
  return path === ""
    ? [oauth, openid]
    : [oauth, openid, new URL(`${path}/.well-known/openid-configuration`, issuer.origin)];
}

/** A token for the resource must be one for this very server: the same address, one above it, or its origin. */
function covers(resource: string, url: URL): boolean {
  if (!URL.canParse(resource)) return false;
  const named = new URL(resource);
  if (named.origin !== url.origin || named.hash !== "") return false;
  if (named.search !== "" && named.search !== url.search) return false;
  const prefix = pathOf(named);
  return pathOf(url) === prefix || pathOf(url).startsWith(`${prefix}/`);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** Whatever is plain http beside an https server would give its tokens away. */
function requireAsSafe(endpoint: unknown, from: URL, what: string): string {
  if (typeof endpoint !== "string" || !URL.canParse(endpoint)) {
    throw new SignInError("unsafe", `The sign-in of ${from.host} lacks ${what}.`);
  }
  const { protocol } = new URL(endpoint);
  if (protocol !== "https:" && !(protocol === "http:" && from.protocol === "http:")) {
    throw new SignInError("unsafe", `The sign-in of ${from.host} is not protected by https.`);
  }
  return endpoint;
}

function readServer(document: JsonObject, expectedIssuer: URL, url: URL): AuthorizationServer {
  const { issuer } = document;
  if (typeof issuer !== "string" || !URL.canParse(issuer) || new URL(issuer).href !== expectedIssuer.href) {
    throw new SignInError(
      "unsafe",
      `The sign-in of ${url.host} is described under another name than its own.`,
    );
  }
  if (!strings(document.code_challenge_methods_supported).includes("S256")) {
    throw new SignInError(
      "unsafe",
      `The sign-in of ${url.host} does not protect the way back (it lacks PKCE with S256).`,
    );
  }
  const optional = (name: string) =>
    document[name] === undefined || document[name] === null
      ? {}
      : { [name]: requireAsSafe(document[name], url, `a usable ${name}`) };
  const scopes = strings(document.scopes_supported);
  const methods = strings(document.token_endpoint_auth_methods_supported);
  return {
    issuer,
    authorization_endpoint: requireAsSafe(document.authorization_endpoint, url, "an authorization endpoint"),
    token_endpoint: requireAsSafe(document.token_endpoint, url, "a token endpoint"),
    ...optional("registration_endpoint"),
    ...optional("revocation_endpoint"),
    ...(scopes.length > 0 ? { scopes_supported: scopes } : {}),
    ...(methods.length > 0 ? { token_endpoint_auth_methods_supported: methods } : {}),
    authorization_response_iss_parameter_supported:
      document.authorization_response_iss_parameter_supported === true,
    client_id_metadata_document_supported: document.client_id_metadata_document_supported === true,
  };
}

/** 2025-03-26 has these where a server describes none; it demands PKCE of all. */
function presumedServer({ origin }: URL): AuthorizationServer {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
  };
}

/**
 * Finds out where an upstream's users sign in: the challenge's document, else the one at its path, else the root's (RFC 9728);
 * from there the authorization server's metadata (RFC 8414, OpenID Connect); else what 2025-03-26 presumes.
 * Throws SignInError `none_found` or `unsafe`, and UpstreamError of the network.
 */
export async function discover(fetch: GuardedFetch["fetch"], options: DiscoverOptions): Promise<Discovery> {
  const { challenge, signal } = options;
  const url = new URL(options.url);
  let described: JsonObject | null = null;
  for (const place of resourceMetadataPlaces(url, challenge)) {
    const isPromised = challenge.resourceMetadataUrl !== undefined;
    described = await readDocument(fetch, place, { signal, isPromised });
    if (described !== null) break;
  }
  if (described === null && challenge.resourceMetadataUrl !== undefined) {
    throw new SignInError("unsafe", `${url.host} names a description of its sign-in that is not there.`);
  }
  const { resource } = described ?? {};
  if (described !== null && (typeof resource !== "string" || !covers(resource, url))) {
    throw new SignInError("unsafe", `The sign-in that ${url.host} describes is for another server.`);
  }
  const [firstIssuer] = strings(described?.authorization_servers);
  if (firstIssuer !== undefined) requireAsSafe(firstIssuer, url, "a usable issuer");
  const issuer = new URL(firstIssuer ?? url.origin);
  const scopes = challenge.scopes ?? splitScopes(strings(described?.scopes_supported).join(" "));
  const found = {
    // Canonical: no fragment, no slash of a bare origin.
    resource:
      typeof resource === "string"
        ? resource
        : url.href.replace(/#.*$/, "").replace(/^([^/]+\/\/[^/]+)\/$/, "$1"),
    ...(scopes.length > 0 ? { scopes } : {}),
    ...(challenge.resourceMetadataUrl ? { resourceMetadataUrl: challenge.resourceMetadataUrl } : {}),
  };
  for (const place of serverMetadataPlaces(issuer)) {
    const document = await readDocument(fetch, place, { signal, isPromised: described !== null });
    if (document !== null) return { server: readServer(document, issuer, url), ...found };
  }
  if (firstIssuer === undefined && options.presumesEndpoints) {
    return { server: presumedServer(url), ...found, isPresumed: true };
  }
  if (described !== null) {
    throw new SignInError("unsafe", `The sign-in of ${url.host} does not describe itself.`);
  }
  throw new SignInError("none_found", `${url.host} describes no sign-in.`);
}
