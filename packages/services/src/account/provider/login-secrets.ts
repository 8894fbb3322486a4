import { deriveSecret } from "@patchops/vault";

/**
 * PKCE verifier and nonce of a login, made from the browser's token and the state: they are stored nowhere, and no other
 * browser can make them.
 */
export function loginSecrets(browserToken: string, state: string) {
  const source = { key: Buffer.from(`${browserToken} ${state}`) };
  return {
    state,
    verifier: deriveSecret(source, "login verifier"),
    nonce: deriveSecret(source, "login nonce"),
  };
}
