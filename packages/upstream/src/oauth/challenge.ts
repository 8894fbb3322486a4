import type { IncomingHttpHeaders } from "node:http";

/** What a protected resource says with its refusal (RFC 6750, section 3; RFC 9728, section 5.1). */
export interface Challenge {
  /** Where the resource describes itself. */
  resourceMetadataUrl?: string;
  /** The scopes that the request would need. */
  scopes?: string[];
  /** `invalid_token`, `insufficient_scope`, … */
  error?: string;
}

function parameter(text: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:"([^"]{0,2048})"|([^\\s,"]{1,2048}))`, "i").exec(
    text,
  );
  return match?.[1] ?? match?.[2];
}

/** Scopes of a header or token answer, each once, as far as they are well formed (RFC 6749, appendix A.4). */
export function splitScopes(text: string): string[] {
  const scopes = text.split(" ").filter((scope) => /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(scope));
  return [...new Set(scopes)].slice(0, 100);
}

/** Reads WWW-Authenticate; what is not in it is left out. */
export function readChallenge(headers: IncomingHttpHeaders): Challenge {
  const header = headers["www-authenticate"];
  const text = (Array.isArray(header) ? header.join(", ") : (header ?? "")).slice(0, 8_192);
  const resourceMetadataUrl = parameter(text, "resource_metadata");
  const scope = parameter(text, "scope");
  const error = parameter(text, "error");
  return {
    ...(resourceMetadataUrl ? { resourceMetadataUrl } : {}),
    ...(scope ? { scopes: splitScopes(scope) } : {}),
    ...(error ? { error } : {}),
  };
}
