import { IncomingMessage, type ServerResponse } from "node:http";
import { AppError, errorBody, newId } from "@patchops/contract";
import {
  type Actor,
  networkOf,
  readLoginToken,
  resolveLoginSession,
  type Services,
  type Visit,
} from "@patchops/services";
import type { GuardedFetch } from "@patchops/upstream";
import type { Provider } from "oidc-provider";
import { checkSite, type Sites } from "../check-site.ts";
import { parseEndpoint } from "../endpoint.ts";
import { logFailure } from "../log-failure.ts";
import { protectedResourceMetadata } from "../protected-resource-metadata.ts";
import { readBody } from "../read-body.ts";
import { type AccessTokens, createAccessTokens } from "./access-tokens.ts";
import { clientMetadata } from "./client-metadata.ts";
import type { DeskRequest } from "./consent-desk.ts";
import { openKeyRing } from "./key-ring.ts";
import { createRequestBudget } from "./request-budget.ts";
import { serverMetadata } from "./server-metadata.ts";

export interface AuthorizationServerOptions extends Sites {
  services: Services;
  /** Derived from the master key; the first signs. */
  cookieKeys: () => readonly string[];
  /** Behind the address guard: fetches clients' metadata documents. */
  documents: Pick<GuardedFetch, "fetch">;
  /** The client's network address: behind trusted proxies the first that they vouch for. */
  clientAddress: (request: IncomingMessage) => string;
}

/** `/oauth/*`, `/consent/*` and the metadata below `/.well-known/`. */
export interface AuthorizationServer {
  /** Answers a request in full; false for the consent page, which the dashboard shows, and for what is not its own. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Checks the tokens that it gave. */
  accessTokens: AccessTokens;
  close(): Promise<void>;
}

const bodyLimits = { maxBytes: 65_536, timeoutMs: 20_000 };
/** Of one network at one node: many people's clients behind one address, not a flood. */
const requestsPerMinute = 1_200;
const documentsPerMinute = 120;
const wellKnown = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
const openPaths = ["/oauth/token", "/oauth/register", "/oauth/revoke", "/oauth/jwks"];

const securityHeaders: Record<string, string> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** oidc-provider takes 46 MB of memory: it comes with the first who signs in from a client. */
async function parts() {
  const [{ createProvider }, { consentRequest, decideConsent, rememberedWay }] = await Promise.all([
    import("./create-provider.ts"),
    import("./consent-desk.ts"),
  ]);
  return { createProvider, consentRequest, decideConsent, rememberedWay };
}

export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { services, cookieKeys, documents } = options;
  const { publicUrl } = services.settings;
  const { protocol, host } = new URL(publicUrl);
  const keyRing = openKeyRing(services);
  const accessTokens = createAccessTokens(services, keyRing);
  const budget = createRequestBudget(requestsPerMinute);
  const documentBudget = createRequestBudget(documentsPerMinute);
  const visits = new WeakMap<IncomingMessage, Visit>();
  let made: { keys: string; provider: Provider } | undefined;

  function visitOf(request: IncomingMessage): Visit {
    const visit = visits.get(request);
    if (!visit) throw new Error("a request came past the door");
    return visit;
  }

  /** A new signing key makes a new provider; requests under way finish with the one before. */
  async function provider(): Promise<Provider> {
    const keys = await keyRing.keys();
    const { createProvider } = await parts();
    const cookies = cookieKeys();
    const names = JSON.stringify([keys.current.kid, cookies]);
    if (made?.keys === names) return made.provider;
    const given = { services, keys, cookieKeys: cookies, documents, documentBudget, visitOf, accessTokens };
    made = { keys: names, provider: createProvider(given) };
    return made.provider;
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse, visit: Visit): Promise<boolean> {
    const path = (incoming.url ?? "").split("?", 1)[0] ?? "";
    const document = metadata(path);
    const isOpen = document !== undefined || openPaths.includes(path);
    // What anybody may ask without credentials, pages of any origin may ask too.
    checkSite(isOpen ? { headers: { host: incoming.headers.host } } : incoming, options);
    if (isOpen) {
      outgoing.setHeader("access-control-allow-origin", "*");
      outgoing.setHeader("access-control-expose-headers", "www-authenticate, retry-after, x-request-id");
      if (incoming.method === "OPTIONS") {
        answerPreflight(outgoing);
        return true;
      }
    }
    if (document !== undefined) {
      requireMethod(incoming, "GET", "HEAD");
      if (document === null) throw new AppError("not_found", "There is nothing here.");
      outgoing.setHeader("cache-control", "public, max-age=300");
      writeJson(outgoing, 200, document);
      return true;
    }
    if (!budget.take(networkOf(visit.address))) {
      throw new AppError("rate_limited", "Too many sign-in requests from this network.", {
        retryAfterSeconds: 60,
      });
    }
    const consent = /^\/consent\/([A-Za-z0-9_-]{1,128})(\/request)?$/.exec(path);
    if (consent)
      return serveConsent(incoming, outgoing, { visit, uid: consent[1] ?? "", isData: !!consent[2] });
    if (path === "/oauth/jwks") {
      requireMethod(incoming, "GET", "HEAD");
      outgoing.setHeader("cache-control", "public, max-age=300");
      writeJson(outgoing, 200, { keys: (await keyRing.keys()).published });
      return true;
    }
    if (path === "/oauth/register") {
      requireMethod(incoming, "POST");
      const settled = await settledRegistration(incoming);
      visits.set(settled, visit);
      await passOn(settled, outgoing);
      return true;
    }
    if (openPaths.includes(path)) {
      requireMethod(incoming, "POST");
    } else if (/^\/oauth\/authorize(\/[A-Za-z0-9_-]{1,128})?$/.test(path)) {
      requireMethod(incoming, "GET");
    } else {
      return false;
    }
    await passOn(incoming, outgoing);
    return true;
  }

  /** Undefined = no metadata path; null = none of ours. */
  function metadata(path: string): Record<string, unknown> | null | undefined {
    if (path.startsWith("/.well-known/oauth-protected-resource")) {
      return protectedResourceMetadata(publicUrl, path);
    }
    const base = wellKnown.find((each) => path === each || path.startsWith(`${each}/`));
    if (base === undefined) return undefined;
    // Clients that know no protected-resource metadata put the endpoint's path behind it.
    const rest = path.slice(base.length);
    const isOurs = ["", "/", new URL(publicUrl).pathname].includes(rest) || parseEndpoint(rest) !== null;
    return isOurs ? serverMetadata(publicUrl) : null;
  }

  async function serveConsent(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    { visit, uid, isData }: { visit: Visit; uid: string; isData: boolean },
  ): Promise<boolean> {
    const actor = await whoIsLoggedIn(incoming, outgoing, visit);
    const desk: DeskRequest = { provider: await provider(), incoming, outgoing, visit, uid };
    if (isData) {
      requireMethod(incoming, "GET");
      writeJson(outgoing, 200, await (await parts()).consentRequest(desk, requireActor(actor)));
      return true;
    }
    if (incoming.method === "POST") {
      if (incoming.headers.origin === undefined) {
        throw new AppError("origin_refused", "A decision must name its origin.");
      }
      const text = (await readBody(incoming, bodyLimits)).toString("utf8");
      writeJson(
        outgoing,
        200,
        await (await parts()).decideConsent(desk, requireActor(actor), parseJson(text)),
      );
      return true;
    }
    requireMethod(incoming, "GET");
    if (actor === null) {
      redirect(outgoing, `/login?next=${encodeURIComponent(`/consent/${uid}`)}`);
      return true;
    }
    const way = await (await parts()).rememberedWay(desk, actor).catch((error: unknown) => {
      // The page tells it.
      if (error instanceof AppError) return null;
      throw error;
    });
    if (way === null) return false;
    redirect(outgoing, way);
    return true;
  }

  async function whoIsLoggedIn(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    visit: Visit,
  ): Promise<Actor | null> {
    const token = readLoginToken(services, incoming.headers.cookie);
    const login = token === null ? null : await resolveLoginSession(visit, token);
    if (login?.renewedCookie != null) outgoing.appendHeader("set-cookie", login.renewedCookie);
    return login?.actor ?? null;
  }

  async function passOn(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // Koa makes addresses and decides on secure cookies by these.
    incoming.headers["x-forwarded-proto"] = protocol.slice(0, -1);
    incoming.headers["x-forwarded-host"] = host;
    // CORS is answered above.
    delete incoming.headers.origin;
    await (await provider()).callback()(incoming, outgoing);
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<boolean> {
    const visit: Visit = {
      services,
      requestId: newId(),
      address: options.clientAddress(incoming),
      userAgent: incoming.headers["user-agent"]?.slice(0, 512) ?? null,
    };
    visits.set(incoming, visit);
    const before = outgoing.getHeaderNames();
    for (const [name, value] of Object.entries(securityHeaders)) outgoing.setHeader(name, value);
    outgoing.setHeader("x-request-id", visit.requestId);
    if (protocol === "https:") outgoing.setHeader("strict-transport-security", "max-age=31536000");
    try {
      if (await serve(incoming, outgoing, visit)) return true;
      const cookies = outgoing.getHeader("set-cookie");
      for (const name of outgoing.getHeaderNames()) if (!before.includes(name)) outgoing.removeHeader(name);
      if (cookies !== undefined) outgoing.setHeader("set-cookie", cookies);
      return false;
    } catch (error) {
      logFailure(visit, "OAuth", error);
      if (outgoing.headersSent) outgoing.destroy();
      else writeError(outgoing, error, { requestId: visit.requestId, publicUrl });
      return true;
    }
  }

  return {
    handle,
    accessTokens,
    close: () => keyRing.close(),
  };
}

/** The same request with that alone in it which we keep of what a client says of itself. */
async function settledRegistration(incoming: IncomingMessage): Promise<IncomingMessage> {
  const text = (await readBody(incoming, bodyLimits)).toString("utf8");
  const given = parseJson(text);
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  const metadata = isObject
    ? clientMetadata(given as Record<string, unknown>, { mayHaveSecret: true })
    : null;
  // Without redirect URIs it is refused in the words of RFC 7591.
  const body = Buffer.from(JSON.stringify(metadata ?? { redirect_uris: [] }));
  const settled = new IncomingMessage(incoming.socket);
  settled.method = "POST";
  settled.url = incoming.url;
  settled.headers = {
    ...incoming.headers,
    "content-type": "application/json",
    "content-length": String(body.length),
  };
  settled.complete = true;
  settled.push(body);
  settled.push(null);
  return settled;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("malformed_request", "The body is not JSON.");
  }
}

function requireMethod({ method }: IncomingMessage, ...allowed: string[]): void {
  if (method === undefined || !allowed.includes(method)) {
    throw new AppError("method_not_allowed", `This address takes ${allowed.join(" and ")}.`);
  }
}

function requireActor(actor: Actor | null): Actor {
  if (actor === null) throw new AppError("unauthenticated", "Sign in first.");
  return actor;
}

function redirect(outgoing: ServerResponse, location: string): void {
  outgoing.writeHead(303, { location, "content-length": 0 }).end();
}

function answerPreflight(outgoing: ServerResponse): void {
  outgoing
    .writeHead(204, {
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "content-type, authorization, mcp-protocol-version",
      "access-control-max-age": "7200",
    })
    .end();
}

function writeJson(outgoing: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  outgoing.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  outgoing.end(text);
}

function writeError(
  outgoing: ServerResponse,
  error: unknown,
  place: { requestId: string; publicUrl: string },
): void {
  const known = error instanceof AppError ? error : new AppError("internal", "");
  if (known.retryAfterSeconds !== undefined) outgoing.setHeader("retry-after", known.retryAfterSeconds);
  writeJson(outgoing, known.httpStatus, { error: errorBody(error, place) });
}
