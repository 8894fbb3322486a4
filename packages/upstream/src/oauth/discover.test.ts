import { describe, expect, it, onTestFinished } from "vitest";
import { createAddressGuard } from "../address/address-guard.ts";
import { createGuardedFetch } from "../http/guarded-fetch.ts";
import { serve } from "../testing/serve.ts";
import { type DiscoverOptions, discover } from "./discover.ts";

type Documents = Record<string, unknown>;

/** A host that serves these documents by their path; `{origin}` in them is its own. Everything else is not there. */
async function host(documents: Documents) {
  const server = await serve(({ request, response }) => {
    const document = documents[request.url ?? ""];
    if (document === undefined) return response.writeHead(404).end();
    const text = typeof document === "string" ? document : JSON.stringify(document);
    response.writeHead(200, { "content-type": text.startsWith("<") ? "text/html" : "application/json" });
    return response.end(text.replaceAll("{origin}", server.origin));
  });
  return { ...server, asked: () => server.seen.map(({ url }) => url) };
}

function find(
  url: string,
  challenge: DiscoverOptions["challenge"] = {},
  more: { presumesEndpoints?: boolean; timeoutMs?: number; maxBytes?: number } = {},
) {
  const guard = createAddressGuard({ allow: () => [{ host: "127.0.0.1", port: null }] });
  const { timeoutMs = 2_000, maxBytes = 65_536, presumesEndpoints = false } = more;
  const guarded = createGuardedFetch({ guard, timeoutMs, maxBytes });
  onTestFinished(() => guarded.close());
  return discover(guarded.fetch, { url, challenge, presumesEndpoints });
}

const endpoints = {
  authorization_endpoint: "{origin}/authorize",
  token_endpoint: "{origin}/token",
  code_challenge_methods_supported: ["S256"],
};
const server = { issuer: "{origin}", ...endpoints };
const resource = { resource: "{origin}/v1/mcp", authorization_servers: ["{origin}/tenant"] };
const tenant = { issuer: "{origin}/tenant", ...endpoints };
const prm = "/.well-known/oauth-protected-resource";
const as = "/.well-known/oauth-authorization-server";
const oidc = "/.well-known/openid-configuration";

describe("the order of discovery", () => {
  it("is the challenge's document alone where it names one", async () => {
    const { origin, asked } = await host({
      "/elsewhere": resource,
      [`${prm}/v1/mcp`]: {},
      [`${as}/tenant`]: tenant,
    });
    const found = await find(`${origin}/v1/mcp`, {
      resourceMetadataUrl: `${origin}/elsewhere`,
      scopes: ["a"],
    });
    expect(found).toMatchObject({
      resource: `${origin}/v1/mcp`,
      scopes: ["a"],
      server: { issuer: `${origin}/tenant` },
    });
    expect(asked()).toEqual(["/elsewhere", `${as}/tenant`]);
  });

  it("is the document at the path, then the root's; the server's as OAuth, then as OpenID, then behind its path", async () => {
    const { origin, asked } = await host({
      [prm]: { ...resource, resource: "{origin}", scopes_supported: ["b", "c"] },
      [`/tenant${oidc}`]: tenant,
    });
    expect(await find(`${origin}/v1/mcp`)).toMatchObject({ resource: origin, scopes: ["b", "c"] });
    expect(asked()).toEqual([`${prm}/v1/mcp`, prm, `${as}/tenant`, `${oidc}/tenant`, `/tenant${oidc}`]);
  });

  it("is the server at the root for one of 2025-03-26, and what that revision presumes", async () => {
    const { origin, asked } = await host({ [as]: { ...server, registration_endpoint: "{origin}/reg" } });
    expect(await find(`${origin}/mcp`)).toMatchObject({
      resource: `${origin}/mcp`,
      server: { registration_endpoint: `${origin}/reg` },
    });
    expect(asked()).toEqual([`${prm}/mcp`, prm, as]);
    const bare = await host({});
    await expect(find(`${bare.origin}/mcp`)).rejects.toMatchObject({ code: "none_found" });
    expect(await find(`${bare.origin}/mcp`, {}, { presumesEndpoints: true })).toMatchObject({
      isPresumed: true,
      server: {
        authorization_endpoint: `${bare.origin}/authorize`,
        token_endpoint: `${bare.origin}/token`,
        registration_endpoint: `${bare.origin}/register`,
      },
    });
  });

  it("takes a web page for an answer that is not there", async () => {
    const { origin } = await host({ [`${prm}/mcp`]: "<!doctype html><title>App</title>", [as]: server });
    expect(await find(`${origin}/mcp`)).toMatchObject({ server: { issuer: origin } });
  });
});

describe("metadata that lies", () => {
  it.each(["{origin}/v1", "{origin}/", "{origin}", "{origin}/v1/mcp"])(
    "%s covers the server",
    async (named) => {
      const { origin } = await host({
        [`${prm}/v1/mcp`]: { ...resource, resource: named },
        [`${as}/tenant`]: tenant,
      });
      expect((await find(`${origin}/v1/mcp`)).server.issuer).toBe(`${origin}/tenant`);
    },
  );

  it.each(["{origin}/v1/mc", "{origin}/v2", "https://evil.example/v1/mcp", "{origin}/v1/mcp/deeper", "", 7])(
    "a description for %s is refused",
    async (named) => {
      const { origin } = await host({
        [`${prm}/v1/mcp`]: { ...resource, resource: named },
        [`${as}/tenant`]: tenant,
      });
      await expect(find(`${origin}/v1/mcp`)).rejects.toMatchObject({
        code: "unsafe",
        message: expect.stringContaining("for another server"),
      });
    },
  );

  it.each([undefined, [], ["plain"], "S256"])(
    "S16: a server with %j for PKCE is refused",
    async (methods) => {
      const { origin } = await host({ [as]: { ...server, code_challenge_methods_supported: methods } });
      await expect(find(`${origin}/mcp`)).rejects.toMatchObject({
        code: "unsafe",
        message: expect.stringContaining("S256"),
      });
    },
  );

  it.each(["https://evil.example", "{origin}/other", "{origin}.", 7, undefined])(
    "S13: a server that calls itself %s is refused",
    async (issuer) => {
      const { origin } = await host({ [as]: { ...server, issuer } });
      await expect(find(`${origin}/mcp`)).rejects.toMatchObject({ code: "unsafe" });
    },
  );

  it.each([
    { authorization_endpoint: "javascript:alert(1)" },
    { token_endpoint: "ftp://example.com/token" },
    { token_endpoint: undefined },
    { registration_endpoint: "file:///etc/passwd" },
    { revocation_endpoint: {} },
  ])("an endpoint like %j is refused", async (change) => {
    const { origin } = await host({ [as]: { ...server, ...change } });
    await expect(find(`${origin}/mcp`)).rejects.toMatchObject({ code: "unsafe" });
  });

  it("a description that is named and not there, or no JSON, is refused and no other is taken for it", async () => {
    const { origin } = await host({ "/broken": '{"resource":', [as]: server });
    for (const path of ["/gone", "/broken"]) {
      const resourceMetadataUrl = `${origin}${path}`;
      await expect(find(`${origin}/mcp`, { resourceMetadataUrl })).rejects.toMatchObject({ code: "unsafe" });
    }
  });

  it.each(["", "ok", '"ok"', "[]", "<html></html>"])(
    "where nothing was named, %j at every path describes no sign-in",
    async (body) => {
      const paths = [prm, `${prm}/mcp`, as, oidc];
      const { origin } = await host(Object.fromEntries(paths.map((path) => [path, body])));
      await expect(find(`${origin}/mcp`)).rejects.toMatchObject({ code: "none_found" });
    },
  );

  it("__proto__ in metadata is data", async () => {
    const text = JSON.stringify(server).replace("{", '{"__proto__":{"polluted":true},');
    const { origin } = await host({ [as]: text });
    expect((await find(`${origin}/mcp`)).server).not.toHaveProperty("polluted");
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("metadata that does harm", () => {
  it("is cut at its cap, and given up at its deadline", async () => {
    const huge = await host({ [as]: { ...server, filler: "x".repeat(100_000) } });
    await expect(find(`${huge.origin}/mcp`)).rejects.toMatchObject({ code: "result_too_large" });
    const slow = await serve(() => undefined);
    await expect(find(`${slow.origin}/mcp`, {}, { timeoutMs: 100 })).rejects.toMatchObject({
      code: "timeout",
    });
  });

  it.each(["http://10.0.0.1/meta", "http://169.254.169.254/latest", "http://[::1]:1/meta"])(
    "S3: nothing is asked at %s",
    async (address) => {
      const { origin } = await host({
        "/meta": { resource: "{origin}/mcp", authorization_servers: [address] },
      });
      await expect(find(`${origin}/mcp`, { resourceMetadataUrl: address })).rejects.toMatchObject({
        code: "private_address",
      });
      await expect(find(`${origin}/mcp`, { resourceMetadataUrl: `${origin}/meta` })).rejects.toMatchObject({
        code: "private_address",
      });
    },
  );

  it("S2: a redirect to a private address is not followed", async () => {
    const target = await serve(({ response }) =>
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end(),
    );
    await expect(find(`${target.origin}/mcp`)).rejects.toMatchObject({ code: "private_address" });
  });

  it("a server that fails is not one without a sign-in", async () => {
    const broken = await serve(({ response }) => response.writeHead(503).end());
    await expect(find(`${broken.origin}/mcp`)).rejects.toMatchObject({
      code: "upstream_error",
      retryable: true,
    });
  });
});
