/** Who somebody is at a provider. */
export interface ProviderIdentity {
  /** With `subject` the one name that never changes hands. */
  issuer: string;
  subject: string;
  /** Lower-cased, and only when the provider has verified it. */
  email: string | null;
  name: string | null;
}

/** What binds a login to the browser and the moment in which it began. */
export interface LoginSecrets {
  state: string;
  /** PKCE (RFC 7636): 43 characters. */
  verifier: string;
  nonce: string;
}

/** An app that the operator registered with a provider. */
export interface LoginProviderClient {
  clientId: string;
  clientSecret: string;
  /** Where the provider sends the browser back to. */
  redirectUri: string;
  /** Of the provider, without a slash at the end. */
  issuer: string;
}

/** Login by an account elsewhere. Methods throw `ProviderLoginError`. */
export interface LoginProvider<Id extends string = "github" | "google"> {
  readonly id: Id;
  /** Where the browser goes. */
  start(secrets: LoginSecrets): Promise<URL>;
  /** Checks state and issuer of the browser's return, trades the code, and asks who it is. No code is sent before all fits. */
  finish(returned: URLSearchParams, secrets: LoginSecrets): Promise<ProviderIdentity>;
}

/** How providers are asked: small documents, with a deadline, behind the address guard. */
export type ProviderFetch = (
  url: string,
  init: {
    method: "GET" | "POST";
    headers: Record<string, string>;
    body?: string;
    signal?: AbortSignal;
  },
) => Promise<Response>;
