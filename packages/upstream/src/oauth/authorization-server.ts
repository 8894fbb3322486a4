/** What is kept of an authorization server's metadata (RFC 8414), under its own names; sealed beside each login. A type, since oauth4webapi wants an index. */
export type AuthorizationServer = {
  readonly issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  registration_endpoint?: string;
  revocation_endpoint?: string;
  scopes_supported?: string[];
  token_endpoint_auth_methods_supported?: string[];
  authorization_response_iss_parameter_supported?: boolean;
  client_id_metadata_document_supported?: boolean;
};

export type ClientAuthMethod = "none" | "client_secret_post" | "client_secret_basic";

/** Who we are to one authorization server. */
export interface OAuthClientIdentity {
  clientId: string;
  /** null = a public client. */
  clientSecret: string | null;
  authMethod: ClientAuthMethod;
  /** When the secret ends, as registered; absent = never. */
  secretExpiresAtMs?: number;
}

/** A login at a provider with all that it takes to renew and to revoke it. Secret as a whole. */
export interface OAuthLogin {
  accessToken: string;
  refreshToken: string | null;
  /** Granted, as far as the provider says. */
  scopes: string[];
  /** null = the provider names no end. */
  expiresAtMs: number | null;
  /** When the tokens were given. */
  givenAtMs: number;
  server: AuthorizationServer;
  client: OAuthClientIdentity;
  /** The resource that the tokens are for (RFC 8707). */
  resource: string;
}
