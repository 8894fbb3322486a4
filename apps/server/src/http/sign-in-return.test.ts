import { afterAll, describe, expect, it } from "vitest";
import { startTestServer } from "../testing/start-test-server.ts";

const [local, open] = [
  await startTestServer(),
  await startTestServer({ PATCHOPS_URL: "https://po.example" }),
];
afterAll(() => Promise.all([local.stop(), open.stop()]));

describe("where providers send people back to", () => {
  it("refuses what it does not know, with a page that runs nothing and repeats nothing", async () => {
    const said = "%3Cscript%3Ealert(1)%3C/script%3E";
    for (const query of [
      "",
      `?error=${said}&error_description=${said}`,
      `?code=${said}&state=${said}&iss=${said}`,
    ]) {
      const answer = await local.ask(`/oauth/callback${query}`);
      expect(answer.status).toBe(400);
      expect(answer.text).toContain("This sign-in is not known here.");
      expect(answer.text).not.toContain("alert");
      expect(answer.headers).toMatchObject({
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        "content-security-policy": expect.stringMatching(
          /^default-src 'none'; script-src 'nonce-[^']+'; style-src 'nonce-[^']+'; .*frame-ancestors 'none'$/,
        ),
      });
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
  });
});

describe("our client metadata document", () => {
  it("stands where a provider can read it, and names itself, our return address and no secret", async () => {
    const answer = await open.ask("/client-metadata.json", { headers: { host: "po.example" } });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toContain("application/json");
    expect(JSON.parse(answer.text)).toEqual({
      client_id: "https://po.example/client-metadata.json",
      client_name: "PatchOps",
      client_uri: "https://po.example",
      redirect_uris: ["https://po.example/oauth/callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    });
  });

  it("is not there on an instance that no provider can reach", async () => {
    expect((await local.ask("/client-metadata.json")).status).toBe(404);
  });
});
