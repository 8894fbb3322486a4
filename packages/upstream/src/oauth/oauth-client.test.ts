import {
  type AuthorizationServerOptions,
  signInByHand,
  startAuthorizationServer,
  startMcpFixture,
} from "@patchops/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { openTestUpstreams } from "../testing/open-test-upstreams.ts";
import { serve } from "../testing/serve.ts";
import type { OAuthClient } from "./oauth-client.ts";

const redirectUri = "http://127.0.0.1:3000/oauth/callback";
const metadata = {
  client_name: "PatchOps",
  client_uri: "http://127.0.0.1:3000",
  redirect_uris: [redirectUri] as [string],
};
const resource = "http://127.0.0.1:9/mcp";

async function openProvider(options: AuthorizationServerOptions = {}) {
  const provider = await startAuthorizationServer(options);
  onTestFinished(() => provider.close());
  const server = await startMcpFixture({ protection: provider });
  onTestFinished(() => server.close());
  const { oauth } = openTestUpstreams();
  const discover = () => oauth.discover({ url: server.url, challenge: {}, presumesEndpoints: false });
  return { provider, server, oauth, discover };
}

/** A sign-in up to the person's return. */
async function untilReturn(oauth: OAuthClient, discover: () => ReturnType<OAuthClient["discover"]>) {
  const found = await discover();
  const client = await oauth.register(found.server, metadata);
  const scopes = ["mcp:read", "offline_access"];
  const { pending, url } = await oauth.start({ ...found, client, redirectUri, scopes });
  return {
    pending,
    url,
    answer: (by: "allow" | "deny" = "allow") => signInByHand(url, { redirectUri, answer: by }),
  };
}

describe("a sign-in at a provider", () => {
  it("ends with tokens for this server alone, which are renewed and revoked there", async () => {
    const { provider, server, oauth, discover } = await openProvider();
    const { pending, url, answer } = await untilReturn(oauth, discover);
    const asked = new URL(url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      resource: server.url,
      code_challenge_method: "S256",
      redirect_uri: redirectUri,
      scope: "mcp:read offline_access",
    });
    expect(asked.get("state")?.length).toBeGreaterThanOrEqual(43);

    const login = await oauth.finish(pending, (await answer()).searchParams);
    expect(login).toMatchObject({ resource: server.url, scopes: expect.arrayContaining(["mcp:read"]) });
    expect(await provider.verify(login.accessToken, server.url)).toEqual({ scopes: ["mcp:read"] });
    expect(await provider.verify(login.accessToken, `${server.origin}/other`)).toBeNull();

    const renewed = await oauth.refresh(login);
    expect(renewed.refreshToken).not.toBe(login.refreshToken);
    expect(await provider.verify(renewed.accessToken, server.url)).not.toBeNull();
    // S17: an old refresh token takes the whole family with it.
    await expect(oauth.refresh(login)).rejects.toMatchObject({ code: "lost", providerCode: "invalid_grant" });
    await expect(oauth.refresh(renewed)).rejects.toMatchObject({ code: "lost" });

    const again = await untilReturn(oauth, discover);
    const second = await oauth.finish(again.pending, (await again.answer()).searchParams);
    expect(await oauth.revoke(second)).toBe(true);
    expect(provider.revoked).toContain(second.refreshToken);
    expect(await provider.verify(second.accessToken, server.url)).toBeNull();
  });

  it("says that it was cancelled", async () => {
    const { oauth, discover } = await openProvider();
    const { pending, answer } = await untilReturn(oauth, discover);
    await expect(oauth.finish(pending, (await answer("deny")).searchParams)).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("S13: an issuer that is missing where advertised, another, or spelled otherwise is refused before the code is sent", async () => {
    const { provider, oauth, discover } = await openProvider();
    for (const iss of [null, "https://evil.example", `${provider.issuer}/`, provider.issuer.toUpperCase()]) {
      const { pending, answer } = await untilReturn(oauth, discover);
      provider.fault({ iss });
      const returned = await answer();
      provider.fault({});
      await expect(oauth.finish(pending, returned.searchParams)).rejects.toMatchObject({
        code: "wrong_issuer",
      });
    }
    expect(provider.tokenRequests).toEqual([]);
  });

  it("S13: the answer of one provider does not finish the sign-in at another (mix-up)", async () => {
    const honest = await openProvider();
    const evil = await openProvider();
    const begun = await untilReturn(evil.oauth, evil.discover);
    const other = await untilReturn(honest.oauth, honest.discover);
    const returned = await other.answer();
    returned.searchParams.set("state", begun.pending.state);
    await expect(evil.oauth.finish(begun.pending, returned.searchParams)).rejects.toMatchObject({
      code: "wrong_issuer",
    });
    expect([...evil.provider.tokenRequests, ...honest.provider.tokenRequests]).toEqual([]);
  });

  it("S16: a wrong verifier is refused, a code serves once and its second use takes the tokens back", async () => {
    const { provider, server, oauth, discover } = await openProvider();
    const first = await untilReturn(oauth, discover);
    const returned = await first.answer();
    const wrong = { ...first.pending, verifier: "x".repeat(43) };
    await expect(oauth.finish(wrong, returned.searchParams)).rejects.toMatchObject({ code: "lost" });
    const second = await untilReturn(oauth, discover);
    const back = await second.answer();
    const login = await oauth.finish(second.pending, back.searchParams);
    await expect(oauth.finish(second.pending, back.searchParams)).rejects.toMatchObject({
      providerCode: "invalid_grant",
    });
    expect(await provider.verify(login.accessToken, server.url)).toBeNull();
  });

  it("tells a provider that does not answer from one that says no", async () => {
    const { provider, oauth, discover } = await openProvider();
    const { pending, answer } = await untilReturn(oauth, discover);
    const login = await oauth.finish(pending, (await answer()).searchParams);
    for (const status of [500, 502, 429, 404]) {
      provider.fault({ token: status });
      await expect(oauth.refresh(login)).rejects.toMatchObject({
        name: "UpstreamError",
        code: "protocol_error",
      });
    }
    provider.fault({});
    expect((await oauth.refresh(login)).accessToken).not.toBe(login.accessToken);
  });

  it("does without a registration where the provider takes our metadata document", async () => {
    const clientId = "https://patchops.example/oauth/client-metadata.json";
    const { oauth, discover, provider } = await openProvider({
      hasRegistration: false,
      documents: {
        [clientId]: {
          ...metadata,
          client_uri: "https://patchops.example",
          client_id: clientId,
          token_endpoint_auth_method: "none",
          grant_types: ["authorization_code", "refresh_token"],
        },
      },
    });
    const found = await discover();
    expect(found.server).toMatchObject({ client_id_metadata_document_supported: true });
    await expect(oauth.register(found.server, metadata)).rejects.toMatchObject({
      code: "registration_needed",
    });
    const client = { clientId, clientSecret: null, authMethod: "none" as const };
    const { pending, url } = await oauth.start({ ...found, client, redirectUri, scopes: ["mcp:read"] });
    const login = await oauth.finish(pending, (await signInByHand(url, { redirectUri })).searchParams);
    expect(await provider.verify(login.accessToken, found.resource)).not.toBeNull();
  });

  it("signs in with a client that was registered by hand, by either way to send its secret", async () => {
    for (const authMethod of ["client_secret_basic", "client_secret_post"] as const) {
      const given = { clientId: "by-hand", clientSecret: "s3cret:with %odd+signs", authMethod };
      const { oauth, discover, provider } = await openProvider({
        hasRegistration: false,
        clients: [
          {
            client_id: given.clientId,
            client_secret: given.clientSecret,
            redirect_uris: [redirectUri],
            grant_types: ["authorization_code", "refresh_token"],
            token_endpoint_auth_method: authMethod,
          },
        ],
      });
      const found = await discover();
      const { pending, url } = await oauth.start({
        ...found,
        client: given,
        redirectUri,
        scopes: found.scopes ?? [],
      });
      const login = await oauth.finish(pending, (await signInByHand(url, { redirectUri })).searchParams);
      expect(await provider.verify(login.accessToken, resource)).toBeNull();
      expect(await provider.verify(login.accessToken, found.resource)).not.toBeNull();
    }
  });
});

describe("the provider's endpoints", () => {
  it("S2: nothing is sent on to where they redirect, whatever it is", async () => {
    const elsewhere = await serve(({ response }) => response.writeHead(200).end("{}"));
    const lying = await serve(({ response }) =>
      response.writeHead(307, { location: `${elsewhere.origin}/token` }).end(),
    );
    const { oauth } = openTestUpstreams();
    const { origin } = lying;
    const server = {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      registration_endpoint: `${origin}/register`,
      revocation_endpoint: `${origin}/revoke`,
    };
    const client = { clientId: "a", clientSecret: "very secret", authMethod: "client_secret_basic" as const };
    const login = {
      accessToken: "access",
      refreshToken: "refresh",
      scopes: [],
      expiresAtMs: null,
      givenAtMs: 0,
      server,
      client,
      resource,
    };
    await expect(oauth.refresh(login)).rejects.toMatchObject({ code: "protocol_error" });
    await expect(oauth.revoke(login)).rejects.toMatchObject({ code: "protocol_error" });
    await expect(oauth.register(server, metadata)).rejects.toMatchObject({ code: "registration_needed" });
    expect(lying.seen).toHaveLength(3);
    expect(elsewhere.seen).toEqual([]);
  });

  it("a registration that fails for now does not mean that none is possible", async () => {
    const { oauth } = openTestUpstreams();
    for (const [status, code] of [
      [503, "upstream_error"],
      [429, "upstream_error"],
      [400, "registration_needed"],
      [200, "registration_needed"],
    ] as const) {
      const provider = await serve(({ response }) => response.writeHead(status).end("no"));
      const { origin } = provider;
      const endpoints = { authorization_endpoint: origin, token_endpoint: origin };
      const server = { issuer: origin, ...endpoints, registration_endpoint: `${origin}/register` };
      await expect(oauth.register(server, metadata)).rejects.toMatchObject({ code });
    }
  });

  it("keeps when the secret of a registration ends; 0 means never", async () => {
    const { oauth } = openTestUpstreams();
    for (const [expiresAt, kept] of [
      [0, undefined],
      [2_000_000_000, 2_000_000_000_000],
    ] as const) {
      const body = { client_id: "c", client_secret: "s", client_secret_expires_at: expiresAt };
      const { origin } = await serve(({ response }) => response.writeHead(201).end(JSON.stringify(body)));
      const endpoints = { authorization_endpoint: origin, token_endpoint: origin };
      const server = { issuer: origin, ...endpoints, registration_endpoint: `${origin}/register` };
      const { secretExpiresAtMs } = await oauth.register(server, metadata);
      expect(secretExpiresAtMs).toBe(kept);
    }
  });

  it.each(["http://169.254.169.254/token", "http://10.0.0.1/token", "http://[fd00::1]/token"])(
    "S3: a token endpoint like %s is not asked",
    async (token_endpoint) => {
      const { provider, oauth, discover } = await openProvider();
      const { pending, answer } = await untilReturn(oauth, discover);
      const moved = { ...pending, server: { ...pending.server, token_endpoint } };
      await expect(oauth.finish(moved, (await answer()).searchParams)).rejects.toMatchObject({
        code: "private_address",
      });
      expect(provider.tokenRequests).toEqual([]);
    },
  );
});
