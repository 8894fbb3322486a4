import type { ServerResponse } from "node:http";
import type { FixtureProtection } from "./start-mcp-fixture.ts";

const wellKnown = "/.well-known/oauth-protected-resource";

/** Answers what a protected resource answers by itself: its metadata, and the refusal of a request without a good token. */
export async function protect(
  protection: FixtureProtection,
  request: {
    url: string;
    origin: string;
    authorization: string | undefined;
    message: { method?: string; params?: Record<string, unknown> };
  },
  response: ServerResponse,
): Promise<boolean> {
  const { url, origin, authorization, message } = request;
  const { metadata = "challenge", describe = (document) => document } = protection;
  const resource = `${origin}/mcp`;
  const place = metadata === "root" ? wellKnown : `${wellKnown}/mcp`;
  if (url.startsWith("/.well-known/")) {
    if (url !== place || metadata === "nowhere") {
      response.writeHead(404).end();
    } else {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify(
          describe({ resource, authorization_servers: [protection.issuer], scopes_supported: ["mcp:read"] }),
        ),
      );
    }
    return true;
  }
  const isNamed = metadata === "challenge";
  const pointer = isNamed ? `, resource_metadata="${origin}${place}"` : "";
  const token = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
  const allowed = token === undefined ? null : await protection.verify(token, resource);
  if (allowed === null) {
    const error = token === undefined ? "" : `, error="invalid_token"`;
    const scope = protection.challengeScope === undefined ? "" : `, scope="${protection.challengeScope}"`;
    response.writeHead(401, { "www-authenticate": `Bearer realm="fixture"${error}${pointer}${scope}` }).end();
    return true;
  }
  const { method = "", params } = message;
  const needed = protection.needs?.[`${method} ${String(params?.name)}`] ?? protection.needs?.[method] ?? [];
  if (needed.every((scope) => allowed.scopes.includes(scope))) return false;
  const header = `Bearer error="insufficient_scope", scope="${needed.join(" ")}"${pointer}`;
  response.writeHead(403, { "www-authenticate": header }).end();
  return true;
}
