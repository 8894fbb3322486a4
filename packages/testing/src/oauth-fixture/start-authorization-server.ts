import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import Provider, { type ClientMetadata, type Configuration } from "oidc-provider";
import { memoryAdapter } from "./memory-adapter.ts";

export interface AuthorizationServerOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Whether anybody may register a client; default true. */
  hasRegistration?: boolean;
  /** Client metadata documents by their address, in place of fetching them; given, they are taken for client ids. */
  documents?: Record<string, Record<string, unknown>>;
  /** Clients that are registered from the start. */
  clients?: ClientMetadata[];
  /** Life of an access token; default an hour. Read anew for each token. */
  accessTokenSeconds?: number;
  /** Whether a refresh token serves once; default true. */
  rotates?: boolean;
  scopes?: string[];
  /** Who is logged in there; default `ada`, of whom it says nothing more. Read anew for each login and token. */
  account?: { id: string; claims: Record<string, unknown> };
}

/** How it does wrong, until it is told otherwise. */
export interface AuthorizationServerFaults {
  /** Changes its metadata; a text is sent as it is. */
  metadata?: (document: Record<string, unknown>) => Record<string, unknown> | string;
  /** Delays its metadata. */
  metadataDelayMs?: number;
  /** The `iss` with which people return: another one, or none. */
  iss?: string | null;
  /** Of the token endpoint: `hang` never answers, a number is a status with no use. */
  token?: "hang" | number;
}

export interface AuthorizationServer {
  issuer: string;
  /** Tokens asked for, by grant type. */
  tokenRequests: { grantType: string; body: URLSearchParams; authorization: string | undefined }[];
  /** How many that ask for one wait for an answer that does not come. */
  hanging(): number;
  /** Tokens that clients took back. */
  revoked: string[];
  registrations: Record<string, unknown>[];
  /** Does wrong from now on; `{}` = right again. */
  fault(faults: AuthorizationServerFaults): void;
  options: AuthorizationServerOptions;
  /** What a token may do at a resource, or null when it is none, has ended, or is for another one. */
  verify(token: string, resource: string): Promise<{ scopes: string[] } | null>;
  /** Takes all logins back, as a person does on the provider's own pages. */
  revokeAll(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A certified authorization server (oidc-provider) as an upstream has one, with a page that asks Allow or Deny, and
 * with faults that it can be told to have.
 */
export async function startAuthorizationServer(
  options: AuthorizationServerOptions = {},
): Promise<AuthorizationServer> {
  const server = createServer().listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  const issuer = `http://127.0.0.1:${address.port}`;
  const provider = new Provider(issuer, configuration(options));
  const tokenRequests: AuthorizationServer["tokenRequests"] = [];
  let hanging = 0;
  const revoked: string[] = [];
  const registrations: Record<string, unknown>[] = [];
  const grants = new Set<string>();
  let faults: AuthorizationServerFaults = {};
  provider.on("grant.success", (context) => {
    const { grantId } = context.oidc.entities.AccessToken ?? {};
    if (grantId !== undefined) grants.add(grantId);
  });
  provider.on("registration_create.success", (_context, client) => {
    registrations.push({ ...client.metadata() });
  });
  const handle = provider.callback();

  async function metadata(response: ServerResponse): Promise<void> {
    const { metadata: change, metadataDelayMs = 0 } = faults;
    await setTimeout(metadataDelayMs);
    const url = `${issuer}/.well-known/openid-configuration`;
    const plain = await fetch(url, { headers: { "x-as-it-is": "yes" } }).then((answer) => answer.json());
    const document = { ...(plain as Record<string, unknown>) };
    if (options.documents) document.client_id_metadata_document_supported = true;
    const changed = change ? change(document) : document;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(typeof changed === "string" ? changed : JSON.stringify(changed));
  }

  async function interact(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.method !== "POST") {
      response.writeHead(200, { "content-type": "text/html" });
      response.end(
        `<!doctype html><html lang="en"><title>Provider</title><form method="post" action="${url.pathname}"><h1>Let PatchOps in?</h1><button name="answer" value="allow">Allow</button><button name="answer" value="deny">Deny</button></form></html>`,
      );
      return;
    }
    const { prompt, params, grantId } = await provider.interactionDetails(request, response);
    const answer = new URLSearchParams(await text(request)).get("answer");
    if (answer !== "allow") {
      await provider.interactionFinished(request, response, { error: "access_denied" });
      return;
    }
    const clientId = String(params.client_id);
    const grant =
      (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
      new provider.Grant({ accountId: accountOf(options), clientId });
    const scope = String(params.scope ?? "");
    if (scope !== "") grant.addOIDCScope(scope);
    for (const resource of [params.resource ?? []].flat()) {
      grant.addResourceScope(String(resource), scope === "" ? scopesOf(options).join(" ") : scope);
    }
    const id = await grant.save();
    await provider.interactionFinished(
      request,
      response,
      {
        ...(prompt.name === "login" ? { login: { accountId: accountOf(options) } } : {}),
        consent: { grantId: id },
      },
      { mergeWithLastSubmission: true },
    );
  }

  /** Sends people back with the `iss` that it was told to. */
  function falsifyIss(response: ServerResponse): void {
    const { iss } = faults;
    if (iss === undefined) return;
    const setHeader = response.setHeader.bind(response);
    response.setHeader = (name, value) => {
      if (name.toLowerCase() !== "location" || !/[?&](code|error)=/.test(String(value))) {
        return setHeader(name, value);
      }
      const back = new URL(String(value));
      if (iss === null) back.searchParams.delete("iss");
      else back.searchParams.set("iss", iss);
      return setHeader(name, back.href);
    };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", issuer);
    if (url.pathname.startsWith("/.well-known/") && request.headers["x-as-it-is"] === undefined) {
      if (!/^\/\.well-known\/(openid-configuration|oauth-authorization-server)$/.test(url.pathname)) {
        return void response.writeHead(404).end();
      }
      return metadata(response);
    }
    if (url.pathname.startsWith("/interaction/")) return interact(request, response, url);
    falsifyIss(response);
    if (request.method === "POST" && url.pathname.startsWith("/token")) {
      const raw = await text(request);
      const body = new URLSearchParams(raw);
      // The provider takes a body that was read before from here.
      Object.assign(request, { body: Object.fromEntries(body) });
      if (url.pathname === "/token/revocation") revoked.push(String(body.get("token")));
      else {
        const { authorization } = request.headers;
        tokenRequests.push({ grantType: String(body.get("grant_type")), body, authorization });
        if (faults.token === "hang") {
          hanging += 1;
          response.once("close", () => {
            hanging -= 1;
          });
          return;
        }
        if (faults.token !== undefined) return void response.writeHead(faults.token).end("no");
      }
    }
    await handle(request, response);
  }

  server.on("request", (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(String(error));
    });
  });

  return {
    issuer,
    options,
    tokenRequests,
    revoked,
    registrations,
    hanging: () => hanging,
    fault(next) {
      faults = next;
    },
    async verify(token, resource) {
      const found = await provider.AccessToken.find(token);
      if (!found?.isValid || ![found.aud].flat().includes(resource)) return null;
      if (found.grantId !== undefined && (await provider.Grant.find(found.grantId)) === undefined)
        return null;
      return { scopes: [...found.scopes] };
    },
    async revokeAll() {
      for (const id of grants) {
        await provider.AccessToken.revokeByGrantId(id);
        await provider.RefreshToken.revokeByGrantId(id);
        await (await provider.Grant.find(id))?.destroy();
      }
      grants.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function scopesOf({ scopes = ["mcp:read", "mcp:write"] }: AuthorizationServerOptions): string[] {
  return scopes;
}

function accountOf({ account }: AuthorizationServerOptions): string {
  return account?.id ?? "ada";
}

function configuration(options: AuthorizationServerOptions): Configuration {
  const { documents } = options;
  return {
    adapter: memoryAdapter(),
    jwks: { keys: [generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" })] },
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    clients: options.clients ?? [],
    cookies: { keys: ["for tests only"] },
    scopes: ["openid", "offline_access", ...scopesOf(options)],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ ...(options.account?.id === id ? options.account.claims : {}), sub: id }),
    }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    rotateRefreshToken: () => options.rotates ?? true,
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed("refresh_token"),
    expiresWithSession: async () => false,
    renderError: (context, out) => {
      context.type = "text/plain";
      context.body = `${out.error}: ${out.error_description ?? ""}`;
    },
    ttl: {
      AccessToken: () => options.accessTokenSeconds ?? 3_600,
      Grant: 86_400,
      Session: 86_400,
      Interaction: 600,
      RefreshToken: 86_400,
      IdToken: 600,
    },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: options.hasRegistration ?? true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          scope: scopesOf(options).join(" "),
          audience: resource,
          accessTokenFormat: "opaque",
          accessTokenTTL: options.accessTokenSeconds ?? 3_600,
        }),
      },
      ...(documents ? { clientIdMetadataDocument: { enabled: true, ack: "draft-02" } } : {}),
    },
    ...(documents
      ? {
          fetch: (url: string | URL | Request) => {
            const document = documents[String(url instanceof Request ? url.url : url)];
            return Promise.resolve(
              document === undefined ? new Response(null, { status: 404 }) : Response.json(document),
            );
          },
        }
      : {}),
  };
}
