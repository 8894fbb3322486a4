import { isJsonObject } from "@patchops/protocol";
import type { GuardedFetch } from "../http/guarded-fetch.ts";
import { UpstreamError } from "../upstream-error.ts";
import { authMethodOf } from "./auth-method.ts";
import type { AuthorizationServer, OAuthClientIdentity } from "./authorization-server.ts";
import { providerCode } from "./provider-code.ts";
import { SignInError } from "./sign-in-error.ts";

/** How we present ourselves to authorization servers. */
export interface ClientMetadata {
  client_name: string;
  client_uri: string;
  redirect_uris: [string];
}

function isLoopback(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** Dynamic registration (RFC 7591). Throws SignInError `registration_needed`, and UpstreamError of the network. */
export async function registerClient(
  fetch: GuardedFetch["fetch"],
  server: AuthorizationServer,
  metadata: ClientMetadata,
): Promise<OAuthClientIdentity> {
  const { registration_endpoint: endpoint } = server;
  const { host } = new URL(server.issuer);
  if (endpoint === undefined) {
    throw new SignInError("registration_needed", `${host} takes only apps that were registered with it.`);
  }
  const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  const wanted = (["none", "client_secret_post", "client_secret_basic"] as const).find((method) =>
    methods.includes(method),
  );
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({
      ...metadata,
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: wanted ?? "none",
      // Providers let no web app come back to a loopback address (OpenID Connect Registration, section 2). No scope is named:
      // it would be the most that this client may ever ask for.
      application_type: isLoopback(metadata.redirect_uris[0]) ? "native" : "web",
    }),
  });
  if (answer.status >= 500 || answer.status === 429) {
    const { host: asked } = new URL(endpoint);
    throw new UpstreamError("upstream_error", `${asked} failed with status ${answer.status}.`, {
      sent: true,
      httpStatus: answer.status,
      retryable: true,
    });
  }
  const body = await answer
    .text()
    .then((text): unknown => JSON.parse(text))
    .catch(() => null);
  if (!isJsonObject(body) || ![200, 201].includes(answer.status)) {
    const code = providerCode(isJsonObject(body) ? body.error : undefined);
    throw new SignInError(
      "registration_needed",
      `${host} did not register PatchOps (${code ?? answer.status}).`,
      {
        providerCode: code,
      },
    );
  }
  const { client_id: clientId, client_secret: secret, token_endpoint_auth_method: method } = body;
  if (typeof clientId !== "string" || clientId === "" || clientId.length > 2_048) {
    throw new SignInError("registration_needed", `${host} gave no usable registration.`);
  }
  const clientSecret = typeof secret === "string" && secret !== "" ? secret : null;
  const given = (["none", "client_secret_post", "client_secret_basic"] as const).find(
    (known) => known === method,
  );
  const { client_secret_expires_at: expiresAt } = body;
  return {
    clientId,
    clientSecret,
    authMethod: given ?? authMethodOf(server, clientSecret),
    // 0 = never (RFC 7591, section 3.2.1).
    ...(clientSecret !== null && typeof expiresAt === "number" && expiresAt > 0
      ? { secretExpiresAtMs: expiresAt * 1_000 }
      : {}),
  };
}
