import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer, testPassword } from "../testing/start-test-server.ts";

let server: TestServer;
let apiKey: string;
let cookie: string;

const email = "ada@example.com";

function cookiesOf(headers: Record<string, string | string[] | undefined>): string[] {
  return [headers["set-cookie"] ?? []].flat();
}

beforeAll(async () => {
  server = await startTestServer();
  ({ apiKey } = await server.setUp(email));
  const login = await server.mutate(
    "account.logIn",
    { email, password: testPassword },
    { origin: server.url },
  );
  cookie = cookiesOf(login.headers)[0]?.split(";")[0] ?? "";
});

afterAll(async () => {
  await server.stop();
});

const json = { "content-type": "application/json" };

describe("S5: foreign hosts and origins", () => {
  it.each([
    "/mcp",
    "/trpc/account.current",
    "/oauth/authorize",
    "/oauth/token",
    "/oauth/login/sso",
    "/webhooks/stripe",
    "/webhooks/mail",
    "/healthz/more",
    "/",
  ])("refuses a foreign Host on %s", async (path) => {
    const answer = await server.ask(path, { headers: { host: "rebound.example:3000" } });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("origin_refused");
  });

  it.each(["/healthz", "/readyz", "/metrics"])(
    "answers a probe that asks %s by address, and lets no foreign page read it",
    async (path) => {
      const headers = { host: "10.0.0.5:4711", origin: "https://evil.example" };
      const answer = await server.ask(path, { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      expect((await server.ask(path, { method: "POST", headers })).status).toBe(403);
    },
  );

  it("tells nothing of people in its metrics", async () => {
    const { text } = await server.ask("/metrics", { headers: { host: "10.0.0.5:4711" } });
    for (const line of text.split("\n").filter((said) => said !== "" && !said.startsWith("#")))
      expect(line).toMatch(/^(patchops|process)_[a-z_]+(\{[^}@]*\})? -?\d+(\.\d+)?(e-?\d+)?$/);
    expect(text).not.toMatch(/ada|acme/i);
  });

  it.each(["/mcp", "/trpc/instance.info"])("refuses a foreign Origin on %s", async (path) => {
    const answer = await server.ask(path, {
      method: path === "/mcp" ? "POST" : "GET",
      headers: { ...json, origin: "https://evil.example", authorization: `Bearer ${apiKey}` },
      ...(path === "/mcp" ? { body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' } : {}),
    });
    expect(answer.status).toBe(403);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("answers its own origin", async () => {
    const answer = await server.ask("/trpc/instance.info", { headers: { origin: server.url } });
    expect(answer.status).toBe(200);
  });
});

describe("S18: writes that are not our own pages' or a program's", () => {
  const rename = JSON.stringify({ name: "Renamed" });
  const nameNow = async () => {
    const answer = await server.ask("/trpc/account.current", { headers: { cookie } });
    expect(answer.status).toBe(200);
    return JSON.parse(answer.text).result.data.organization.name as string;
  };

  it("takes a mutation of our own page", async () => {
    const answer = await server.mutate(
      "organization.rename",
      { name: "First" },
      { cookie, origin: server.url },
    );
    expect(answer.status).toBe(200);
    expect(await nameNow()).toBe("First");
  });

  it.each<[string, string, Record<string, string>]>([
    ["a GET", "GET", {}],
    ["text/plain", "POST", { "content-type": "text/plain" }],
    ["a form", "POST", { "content-type": "application/x-www-form-urlencoded" }],
    ["a multipart form", "POST", { "content-type": "multipart/form-data; boundary=x" }],
    ["no content type", "POST", {}],
    ["a foreign origin", "POST", { ...json, origin: "https://evil.example" }],
    ["the origin null", "POST", { ...json, origin: "null" }],
    ["a cookie without an origin", "POST", { ...json, origin: "" }],
  ])("refuses %s", async (_what, method, given) => {
    const { origin = server.url, ...headers } = given;
    const path = "/trpc/organization.rename";
    const answer = await server.ask(method === "GET" ? `${path}?input=${encodeURIComponent(rename)}` : path, {
      method,
      headers: { cookie, ...headers, ...(origin === "" ? {} : { origin }) },
      ...(method === "GET" ? {} : { body: rename }),
    });
    expect([403, 405, 415]).toContain(answer.status);
    expect(await nameNow()).toBe("First");
  });
});

describe("S19: login cookies", () => {
  it("are plain on http and bound to the host on https", async () => {
    const plain = await server.mutate(
      "account.logIn",
      { email, password: testPassword },
      { origin: server.url },
    );
    const [onHttp = ""] = cookiesOf(plain.headers);
    expect(onHttp).toMatch(/; ?HttpOnly/i);
    expect(onHttp).toMatch(/; ?SameSite=(Lax|Strict)/i);
    expect(onHttp).not.toMatch(/; ?Secure|Domain=/i);

    const secured = await startTestServer({ PATCHOPS_URL: "https://patchops.example.com" });
    try {
      await secured.setUp(email);
      const login = await secured.mutate(
        "account.logIn",
        { email, password: testPassword },
        { host: "patchops.example.com", origin: "https://patchops.example.com" },
      );
      const [onHttps = ""] = cookiesOf(login.headers);
      expect(onHttps).toMatch(/^__Host-/);
      expect(onHttps).toMatch(/; ?Secure/i);
      expect(onHttps).toMatch(/; ?HttpOnly/i);
      expect(onHttps).toMatch(/; ?Path=\/(;|$)/i);
      expect(onHttps).not.toMatch(/Domain=/i);
      expect(login.headers["strict-transport-security"]).toMatch(/^max-age=/);
    } finally {
      await secured.stop();
    }
  });

  it("are new at each login, and end at once with a logout", async () => {
    const logIn = async () => {
      const answer = await server.mutate(
        "account.logIn",
        { email, password: testPassword },
        { origin: server.url, cookie },
      );
      return cookiesOf(answer.headers)[0]?.split(";")[0] ?? "";
    };
    const first = await logIn();
    const second = await logIn();
    expect(new Set([cookie, first, second]).size).toBe(3);
    const out = await server.mutate("account.logOut", undefined, { cookie: second, origin: server.url });
    expect(out.status).toBe(200);
    const after = await server.ask("/trpc/account.current", { headers: { cookie: second } });
    expect(after.status).toBe(401);
  });
});

describe("S40: what answers give away", () => {
  const leaks = /\bat .+:\d+:\d+|node_modules|\/src\/|\bselect\b.+\bfrom\b|postgres|pg_|stack"/i;

  it.each<[string, string, Parameters<TestServer["ask"]>[1]]>([
    ["an unknown procedure", "/trpc/no.such", {}],
    ["broken JSON", "/trpc/account.logIn", { method: "POST", headers: json, body: "{" }],
    ["wrong input", "/trpc/account.logIn", { method: "POST", headers: json, body: '{"email":7}' }],
    ["no login", "/trpc/connection.list", {}],
    ["a bad key", "/trpc/connection.list", { headers: { authorization: "Bearer po_nothing" } }],
    ["an asset that is none", "/assets/../../package.json", {}],
    ["an encoded way out", "/assets/%2e%2e%2f%2e%2e%2findex.html", {}],
    ["a broken escape", "/assets/%E0%A4%A", {}],
    ["a method of none", "/nowhere", { method: "DELETE" }],
  ])("says nothing of the inside for %s", async (_what, path, options) => {
    const answer = await server.ask(path, options);
    if (!String(answer.headers["content-type"]).startsWith("text/html")) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toMatch(leaks);
      expect(answer.text).not.toContain(server.dataDir);
    }
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(["/", "/login", "/connections", "/settings/keys", "/healthz", "/trpc/instance.info", "/nowhere"])(
    "protects %s by headers",
    async (path) => {
      const { headers } = await server.ask(path);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["x-frame-options"]).toBe("DENY");
      expect(headers["referrer-policy"]).toBe("same-origin");
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(headers["content-security-policy"]).not.toContain("unsafe");
      expect(headers["x-powered-by"]).toBeUndefined();
    },
  );

  it("gives each page a nonce of its own", async () => {
    const nonces = new Set<string | undefined>();
    for (let page = 0; page < 3; page += 1) {
      const { status, headers, text } = await server.ask("/login");
      expect(status).toBe(200);
      const nonce = /'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))?.[1];
      expect(nonce).toBeDefined();
      expect(text).not.toContain("__CSP_NONCE__");
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });
});

describe("a private instance", () => {
  it("has its documentation for who is signed in or sends a key, and says to nobody else what stands there", async () => {
    const pages = ["/docs", "/docs/search?q=key", "/docs/nothing"];
    for (const path of pages) {
      const { status, headers } = await server.ask(path);
      expect([status, headers.location]).toEqual([302, `/login?next=${encodeURIComponent(path)}`]);
    }
    const texts = ["/docs/start.md", "/llms.txt", "/llms-full.txt"];
    for (const path of texts) {
      const strangers = [{}, { authorization: "Bearer po_nothing" }, { cookie: "patchops=nothing" }];
      for (const headers of strangers) expect((await server.ask(path, { headers })).status).toBe(401);
      const withKey = await server.ask(path, { headers: { authorization: `Bearer ${apiKey}` } });
      expect([withKey.status, withKey.text.includes("# ")]).toEqual([200, true]);
    }
    expect((await server.ask("/docs", { headers: { cookie } })).text).toContain("<h1");
    expect((await server.ask("/docs/fonts/geist.woff2")).status).toBe(200);
    expect((await server.ask("/sitemap.xml")).status).toBe(404);
  });
});

describe("requests of programs", () => {
  it.each(["/.well-known/nothing", "/oauth/nothing", "/webhooks/nothing"])(
    "hear in JSON that there is nothing at %s",
    async (path) => {
      const answer = await server.ask(path, { headers: { accept: "*/*" } });
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.text)).toMatchObject({ error: { code: "not_found" } });
    },
  );

  it("S31: are refused when their JSON nests 100,000 deep", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    for (const path of ["/trpc/tool.invoke", "/trpc/execution.start"]) {
      const answer = await server.ask(path, {
        method: "POST",
        headers: { ...json, authorization: `Bearer ${apiKey}` },
        body: `{"name":"x","code":"1","input":${deep},"arguments":${deep}}`,
      });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain("malformed_request");
    }
  });
});

it("S32: names such as __proto__ in JSON change no object, wherever it is read", async () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const evil =
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"prototype":{"polluted":1}}';
  const body = `{"__proto__":{"polluted":1},"name":"x","arguments":${evil},"code":"return input","input":${evil},"preferences":${evil}}`;
  const headers = { ...json, authorization: `Bearer ${apiKey}`, origin: server.url };
  const paths = ["tool.invoke", "execution.start", "account.logIn"].map((name) => `/trpc/${name}`);
  for (const path of [...paths, "/oauth/register", "/webhooks/mail"]) {
    const { status } = await server.ask(path, { method: "POST", headers, body });
    expect([path, status < 500]).toEqual([path, true]);
  }
  const input = encodeURIComponent(body);
  expect((await server.ask(`/trpc/tool.list?input=${input}`, { headers })).status).toBeLessThan(500);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

// Last: no login from this machine is tried after it.
it("S21: the 11th try is answered 429 with Retry-After, whatever address the sender says that it has", async () => {
  const tries: { status: number; retryAfter: unknown }[] = [];
  for (let count = 0; count < 11; count += 1) {
    const answer = await server.mutate(
      "account.logIn",
      { email: `victim${count}@example.com`, password: "not the password" },
      { origin: server.url, "x-forwarded-for": `198.51.100.${count}`, forwarded: `for=198.51.100.${count}` },
    );
    tries.push({ status: answer.status, retryAfter: answer.headers["retry-after"] });
  }
  expect(tries.slice(0, 10).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 401));
  expect(tries[10]).toEqual({ status: 429, retryAfter: expect.stringMatching(/^\d+$/) });
});
