import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";

/** What an MCP client keeps of signing in, in memory. */
export class MemoryOAuthClient implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly #metadata: Record<string, unknown>;
  information: OAuthClientInformationMixed | undefined;
  saved: OAuthTokens | undefined;
  authorizationUrl: URL | undefined;
  #verifier = "";

  constructor(redirectUrl = "http://127.0.0.1:43210/callback", metadata: Record<string, unknown> = {}) {
    this.redirectUrl = redirectUrl;
    this.#metadata = metadata;
  }
  get clientMetadata() {
    return { client_name: "Test client", redirect_uris: [this.redirectUrl], ...this.#metadata };
  }
  state() {
    return "some state";
  }
  clientInformation() {
    return this.information;
  }
  saveClientInformation(information: OAuthClientInformationMixed) {
    this.information = information;
  }
  tokens() {
    return this.saved;
  }
  saveTokens(tokens: OAuthTokens) {
    this.saved = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.authorizationUrl = url;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  codeVerifier() {
    return this.#verifier;
  }
  invalidateCredentials(scope: "all" | "client" | "tokens" | "verifier" | "discovery") {
    if (scope === "all" || scope === "client") this.information = undefined;
    if (scope === "all" || scope === "tokens") this.saved = undefined;
  }
}
