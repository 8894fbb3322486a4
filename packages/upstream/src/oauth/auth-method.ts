import type { AuthorizationServer, ClientAuthMethod } from "./authorization-server.ts";

/** Which of our ways to authenticate a server takes, given whether we have a secret. */
export function authMethodOf(server: AuthorizationServer, clientSecret: string | null): ClientAuthMethod {
  if (clientSecret === null) return "none";
  // RFC 8414: what is left out means `client_secret_basic`.
  const supported = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  return supported.includes("client_secret_basic") || !supported.includes("client_secret_post")
    ? "client_secret_basic"
    : "client_secret_post";
}
