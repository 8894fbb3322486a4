import type { IncomingMessage } from "node:http";
import { defaultOAuthScopes, oauthScopes, type Scope, scopes } from "@patchops/contract";
import {
  endOAuthGrant,
  grantDays,
  networkOf,
  type Services,
  type SigningKeys,
  type Visit,
} from "@patchops/services";
import type { GuardedFetch } from "@patchops/upstream";
import { errors, interactionPolicy, type KoaContextWithOIDC, Provider } from "oidc-provider";
import { logFailure } from "../log-failure.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { clientAuthMethods, clientMetadata } from "./client-metadata.ts";
import { compareClientSecret } from "./compare-client-secret.ts";
import { errorPage, errorPagePolicy } from "./error-page.ts";
import { recordAdapter } from "./record-adapter.ts";
import type { RequestBudget } from "./request-budget.ts";
import { resourcePath } from "./resource-path.ts";

export interface ProviderOptions {
  services: Services;
  keys: SigningKeys;
  /** Sign the cookies of sign-ins under way. */
  cookieKeys: readonly string[];
  /** Behind the address guard: fetches clients' metadata documents. */
  documents: Pick<GuardedFetch, "fetch">;
  documentBudget: RequestBudget;
  accessTokens: Pick<AccessTokens, "grantOf">;
  visitOf: (request: IncomingMessage) => Visit;
}

const accessTokenSeconds = 600;
const interactionSeconds = 900;
/** Set by oidc-provider for a login session that is not used: ours is the dashboard's. */
const unusedCookie = "patchops_unused";

/** oidc-provider as our authorization server: what it may do, whom it asks, and nothing of its own to be seen. */
export function createProvider(options: ProviderOptions): Provider {
  const { services, keys, documents, documentBudget } = options;
  const { publicUrl } = services.settings;
  const isSecure = publicUrl.startsWith("https:");
  const prefix = isSecure ? "__Secure-" : "";
  const cookie = { signed: true, httpOnly: true, sameSite: "lax", secure: isSecure } as const;

  const provider = new Provider(publicUrl, {
    adapter: recordAdapter({
      services,
      visit: () => options.visitOf(currentContext().req),
      resumeUrl: (uid) => `${publicUrl}/oauth/authorize/${uid}`,
    }),
    jwks: { keys: [keys.current] },
    cookies: {
      keys: [...options.cookieKeys],
      names: {
        session: unusedCookie,
        interaction: `${prefix}patchops_consent`,
        resume: `${prefix}patchops_sign_in`,
      },
      long: cookie,
      short: cookie,
    },
    routes: {
      authorization: "/oauth/authorize",
      token: "/oauth/token",
      registration: "/oauth/register",
      revocation: "/oauth/revoke",
      jwks: "/oauth/provider-jwks",
    },
    allowOmittingSingleRegisteredRedirectUri: false,
    scopes: [],
    claims: {},
    responseTypes: ["code"],
    clientAuthMethods: [...clientAuthMethods],
    clientDefaults: { token_endpoint_auth_method: "none", id_token_signed_response_alg: "ES256" },
    pkce: { required: () => true },
    clientBasedCORS: () => true,
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      clientIdMetadataDocument: {
        enabled: true,
        ack: "draft-02",
        cacheDuration: { min: 60, max: 3_600 },
        // Whoever asks makes us ask somebody else.
        allowFetch: () => documentBudget.take(networkOf(options.visitOf(currentContext().req).address)),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `${publicUrl}/mcp`,
        useGrantedResource: () => true,
        getResourceServerInfo: ({ oidc }, resource) => {
          // A token is for one endpoint.
          if (Array.isArray(oidc.params?.resource)) throw new errors.InvalidTarget("name one resource only");
          if (resourcePath(publicUrl, resource) === null) {
            throw new errors.InvalidTarget("the resource is not an MCP endpoint of this instance");
          }
          return {
            scope: scopes.join(" "),
            audience: resource,
            accessTokenFormat: "jwt",
            accessTokenTTL: accessTokenSeconds,
            jwt: { sign: { alg: "ES256" } },
          };
        },
      },
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: grantDays * 86_400,
      Interaction: interactionSeconds,
      RefreshToken: grantDays * 86_400,
      Session: interactionSeconds,
    },
    interactions: {
      policy: [
        new interactionPolicy.Prompt(
          { name: "consent", requestable: true },
          new interactionPolicy.Check(
            "not_allowed_yet",
            "a person has to allow this",
            "interaction_required",
            ({ oidc }) => oidc.result?.consent === undefined,
          ),
        ),
      ],
      url: (_ctx, { uid }) => `/consent/${uid}`,
    },
    loadExistingGrant: async ({ oidc }) => {
      const id = oidc.result?.consent?.grantId;
      return id === undefined ? undefined : oidc.provider.Grant.find(id);
    },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: (_ctx, token) => ("grantId" in token ? { gid: token.grantId } : undefined),
    expiresWithSession: () => false,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    renderError(context, out) {
      context.type = "html";
      context.set("content-security-policy", errorPagePolicy);
      context.body = errorPage(out.error, options.visitOf(context.req).requestId);
    },
    fetch: (url, init) => fetchDocument(documents, String(url), init?.signal ?? undefined),
  });

  provider.Client.prototype.compareClientSecret = compareClientSecret;
  // Addresses are made of PATCHOPS_URL alone: the door has put it in these headers, whatever came.
  provider.proxy = true;
  provider.silent = true;
  provider.on("server_error", (context: KoaContextWithOIDC, error: unknown) => {
    logFailure(options.visitOf(context.req), "OAuth", error);
  });
  const logRefusal = (requestId: string, code: unknown) =>
    services.log.info({ code, requestId }, "an OAuth request was refused");
  // Told by a redirect or a page: its answer has no body that is looked at below.
  provider.on("authorization.error", (context: KoaContextWithOIDC, error: { error: string }) =>
    logRefusal(options.visitOf(context.req).requestId, error.error),
  );
  provider.use(async (context, next) => {
    if (context.path === "/oauth/authorize") settleRequest(context);
    await next();
    if (context.path === "/oauth/revoke") await handBack(context, options);
    const cookies = [context.response.headers["set-cookie"] ?? []].flat().map(String);
    context.remove("set-cookie");
    const kept = cookies.filter((each) => !each.startsWith(unusedCookie));
    if (kept.length > 0) context.set("set-cookie", kept);
    const body: unknown = context.body;
    if (typeof body === "object" && body !== null && "error" in body) {
      const { requestId } = options.visitOf(context.req);
      context.body = { ...body, request_id: requestId };
      if (body.error !== "server_error") logRefusal(requestId, body.error);
    }
  });
  return provider;
}

/**
 * An access token that its client hands back ends the sign-in, as its refresh token does (RFC 7009, section 2.1 leaves that to
 * us): oidc-provider knows no tokens that stand for themselves, and refuses them once it has checked the client.
 */
async function handBack(
  context: { status: number; body?: unknown; oidc?: KoaContextWithOIDC["oidc"] },
  { services, accessTokens }: Pick<ProviderOptions, "services" | "accessTokens">,
): Promise<void> {
  const body: unknown = context.body;
  const { client, params } = context.oidc ?? {};
  const isRefused = typeof body === "object" && body !== null && "error" in body;
  if (!client || !isRefused || body.error !== "unsupported_token_type") return;
  const given = await accessTokens.grantOf(String(params?.token));
  if (given?.clientId === client.clientId) await endOAuthGrant(services, given.grantId, "handed_back");
  context.status = 200;
  context.body = "";
}

function currentContext(): KoaContextWithOIDC {
  const context = Provider.ctx;
  if (!context) throw new Error("the adapter was asked outside of a request");
  return context;
}

/** What many clients leave out or ask too much of: scopes that are not ours mean nothing, none means the usual ones. */
function settleRequest(context: { query: Record<string, string | string[] | undefined> }): void {
  const { prompt, scope, ...rest } = context.query;
  const asked = typeof scope === "string" ? scope.split(" ") : [];
  const known: Scope[] = oauthScopes.filter((each) => asked.includes(each));
  const prompts = typeof prompt === "string" ? prompt.split(" ") : [];
  context.query = {
    ...rest,
    ...(Array.isArray(scope)
      ? { scope }
      : { scope: (known.length > 0 ? known : defaultOAuthScopes).join(" ") }),
    ...(prompts.includes("none") ? { prompt: "none" } : prompts.length > 0 ? { prompt: "consent" } : {}),
  };
}

const maxDocumentLength = 65_536;

/** A client's metadata document, cut to what we keep of it; everything else of it stays outside. */
async function fetchDocument(
  documents: Pick<GuardedFetch, "fetch">,
  url: string,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const answer = await documents.fetch(url, {
    headers: { accept: "application/json" },
    redirect: "manual",
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status !== 200) return new Response(null, { status: 502 });
  const text = await answer.text();
  if (text.length > maxDocumentLength) return new Response(null, { status: 502 });
  const given: unknown = JSON.parse(text);
  if (typeof given !== "object" || given === null || Array.isArray(given)) return Response.json(null);
  const fields = given as Record<string, unknown>;
  const metadata = clientMetadata(fields, { mayHaveSecret: false });
  if (metadata === null) return new Response(null, { status: 502 });
  const cacheControl = answer.headers.get("cache-control");
  return Response.json(
    // Secrets have no place in a public document: oidc-provider refuses it then.
    { ...metadata, client_id: fields.client_id, ...("client_secret" in fields ? { client_secret: "" } : {}) },
    { headers: cacheControl === null ? {} : { "cache-control": cacheControl } },
  );
}
