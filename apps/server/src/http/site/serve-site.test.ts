import { readFileSync } from "node:fs";
import { startStripeStandIn } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../config.ts";
import { startTestServer, type TestServer, testPassword } from "../../testing/start-test-server.ts";
import { legalPage } from "./legal-pages.ts";
import { privacySections } from "./privacy-sections.ts";
import { type SiteFacts, siteFacts } from "./site-facts.ts";

const root = new URL("../../../../../", import.meta.url);
const legal = ["privacy", "terms", "security", "subprocessors"].map((name) => `/legal/${name}`);

function factsOf(environment: Record<string, string>): SiteFacts {
  const config = readConfig(environment);
  const { site, signup, keepDays } = config;
  return siteFacts(config, {
    site,
    signup,
    keepDays,
    publicUrl: "https://patchops.example",
  });
}

describe("a public instance", () => {
  let server: TestServer;
  let stripe: Awaited<ReturnType<typeof startStripeStandIn>>;
  beforeAll(async () => {
    stripe = await startStripeStandIn();
    server = await startTestServer({
      PATCHOPS_WEBSITE: "1",
      PATCHOPS_OPERATOR: "Acme <Tools>",
      PATCHOPS_REGION: "Frankfurt",
      SUPPORT_EMAIL: "Help@acme.example",
      PATCHOPS_DEFAULT_PLAN: "free",
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: "whsec_of_the_test",
      STRIPE_API_BASE: stripe.url,
    });
  });
  afterAll(async () => {
    await server.stop();
    await stripe.close();
  });

  it("shows strangers who runs it and where, on pages that let in only what carries their nonce", async () => {
    for (const path of ["/", "/pricing", "/contact", "/status", ...legal]) {
      const { status, text, headers } = await server.ask(path);
      expect(status, path).toBe(200);
      expect(text, path).toContain("Run by Acme &lt;Tools&gt;. Data is in Frankfurt.");
      const nonce = /nonce="([^"]+)"/.exec(text)?.[1];
      expect(headers["content-security-policy"]).toContain(`script-src 'nonce-${nonce}'`);
      for (const tag of text.match(/<(?:script|style)[^>]*>/g) ?? []) expect(tag).toContain(`"${nonce}"`);
      expect(text).not.toMatch(/ style="| on\w+="/);
    }
    for (const path of ["/contact", ...legal]) {
      expect((await server.ask(path)).text, path).toContain("mailto:help@acme.example");
    }
  });

  it("links to pages that are there, which search engines may find", async () => {
    expect((await server.ask("/robots.txt")).text).toBe(
      `User-agent: *\nAllow: /\nSitemap: ${server.url}/sitemap.xml\n`,
    );
    const seen = new Set(["/", "/pricing", "/contact", "/status", ...legal]);
    for (const path of [...seen]) {
      const { text } = await server.ask(path);
      for (const [, href = ""] of text.matchAll(/href="(\/[^"]*)"/g)) seen.add(href.replace(/#.*/, ""));
    }
    for (const path of seen) expect((await server.ask(path)).status, path).toBe(200);
    const { text: sitemap } = await server.ask("/sitemap.xml");
    const listed = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address = ""]) => new URL(address));
    expect(new Set(listed.map(({ origin }) => origin))).toEqual(new Set([server.url]));
    const asked = listed.map(async ({ pathname }) => [pathname, (await server.ask(pathname)).status]);
    for (const found of await Promise.all(asked)) expect(found).toEqual([expect.any(String), 200]);
    // What a stranger can walk to, without what asks for an account.
    const walked = [...seen].filter(
      (path) => !/^\/(login|signup|support|favicon|docs)|\.(md|woff2)$/.test(path),
    );
    expect(listed.map(({ pathname }) => pathname)).toEqual(expect.arrayContaining(walked));
  });

  it("says with 404 that there is no page, in every folder, and has the dashboard's pages still", async () => {
    for (const path of ["/nowhere", "/legal/nothing", "/settings/nothing", "/admin/users/1", "/index.html"]) {
      const { status, text } = await server.ask(path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).toMatch(/There is no page at this address\.[\s\S]*href="\/">Home/);
    }
    for (const path of [
      "/connections",
      "/Settings/Keys/",
      "/workflows/a%2Fb?tab=runs",
      "/admin",
      "/invite",
    ]) {
      const { status, text } = await server.ask(path);
      expect([path, status, text.includes('id="root"')]).toEqual([path, 200, true]);
    }
    expect((await server.ask("/assets/nothing.js")).headers["content-type"]).toContain("json");
  });

  it("sells what stands in its plan rows", async () => {
    const { text } = await server.ask("/pricing");
    expect(text).toContain("<h2>Pro</h2>");
    expect(text).toContain("$20 <span>a month</span>");
    expect(text).toContain("50,000 calls a month");
    expect(text).not.toContain("Self-hosted");
  });

  it("takes what strangers write, says what is wrong with it, and is fooled by no program that fills in all", async () => {
    const write = (fields: Record<string, string>, origin = server.url) =>
      server.ask("/contact", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", origin },
        body: new URLSearchParams({
          ...{ email: "eve@example.com", kind: "question", subject: "Hello", text: "What is it?" },
          ...fields,
        }).toString(),
      });
    expect((await write({})).text).toContain("Thank you");
    const wrong = await write({ email: "nobody", text: "</textarea><script>" });
    expect([wrong.status, wrong.text.includes('role="alert"')]).toEqual([400, true]);
    expect(wrong.text).toContain("&lt;/textarea&gt;&lt;script&gt;</textarea>");
    expect((await write({ website: "https://spam.example" })).text).toContain("Thank you");
    expect((await write({}, "https://evil.example")).status).toBe(403);
    expect((await write({ text: "x".repeat(200_000) })).status).toBe(413);
    await server.setUp("admin@example.com");
    const login = await server.mutate(
      "account.logIn",
      { email: "admin@example.com", password: testPassword },
      { origin: server.url },
    );
    const [cookie = ""] = [login.headers["set-cookie"] ?? []].flat();
    const { text } = await server.ask("/trpc/admin.tickets?input={}", { headers: { cookie } });
    expect(JSON.parse(text).result.data).toMatchObject({ open: 1, tickets: [{ email: "eve@example.com" }] });
  });

  it("shows who is signed in the dashboard in place of the front page", async () => {
    await server.setUp("ann@example.com");
    const login = await server.mutate(
      "account.logIn",
      { email: "ann@example.com", password: testPassword },
      { origin: server.url },
    );
    const cookie = [login.headers["set-cookie"] ?? []].flat().map((each) => each.split(";")[0]);
    expect((await server.ask("/", { headers: { cookie: cookie.join("; ") } })).text).toContain('id="root"');
    const { text } = await server.ask("/pricing", { headers: { cookie: cookie.join("; ") } });
    expect([text.includes(">Dashboard</a>"), text.includes(">Sign in</a>")]).toEqual([true, false]);
    const forged = String(cookie[0]).replace(/=.*/, "=nobody");
    expect((await server.ask("/", { headers: { cookie: forged } })).text).toContain("What it does");
  });
});

describe("the legal pages", () => {
  it("names who else gets data, from the settings alone", async () => {
    const none = await legalPage("subprocessors", factsOf({}), "nonce");
    expect(none?.body).toContain("There are none");
    const all = {
      ...{
        PATCHOPS_URL: "https://patchops.example",
        PATCHOPS_OPERATOR: "Acme",
        PATCHOPS_REGION: "Frankfurt",
      },
      ...{ HOST: "0.0.0.0", SUPPORT_EMAIL: "help@acme.example", PATCHOPS_METRICS_TOKEN: "hunter2".repeat(3) },
      ...{ PATCHOPS_MASTER_KEY: "5a".repeat(32), PATCHOPS_MASTER_KEY_PREVIOUS: "6b".repeat(32) },
      SMTP_URL: "smtps://user:hunter2@smtp.example.com:465",
      MAIL_FROM: "PatchOps <po@example.com>",
      MAIL_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, "hunter2").toString("base64")}`,
      DATABASE_URL: "postgresql://owner:hunter2@db.example.com/po",
      DATABASE_DIRECT_URL: "postgresql://owner:hunter2@db.example.com/po",
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://otel.example.com",
      ...{ GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "hunter2" },
      ...{ GOOGLE_CLIENT_ID: "id", GOOGLE_CLIENT_SECRET: "hunter2" },
      ...{ STRIPE_SECRET_KEY: "sk_test_hunter2", STRIPE_WEBHOOK_SECRET: "whsec_hunter2" },
      PATCHOPS_ALERT_WEBHOOK: "https://alerts.example.com/hunter2",
      PATCHOPS_REGISTRY_URL: "https://registry.example.com",
      HTTPS_PROXY: "http://user:hunter2@proxy.example.com:3128",
    };
    // A setting that is new and may be left out is set here as well: whom it tells of what is thought about.
    const unset = Object.entries({ ...readConfig(all), ...readConfig(all).site }).filter(
      ([, value]) => value === null,
    );
    expect(unset).toEqual([]);
    const page = await legalPage("subprocessors", factsOf(all), "nonce");
    const hosts = ["smtp", "db", "otel", "alerts", "registry", "proxy"].map((name) => `${name}.example.com`);
    for (const who of [...hosts, "github.com", "accounts.google.com", "Stripe", "Mail provider"]) {
      expect(page?.body).toContain(who);
    }
    expect(page?.body).not.toContain("hunter2");
    expect(await legalPage("constructor", factsOf(all), "nonce")).toBeNull();
  });

  it("says the days that the instance keeps records, and how many backups", async () => {
    const said = async (environment: Record<string, string>) =>
      (await legalPage("privacy", factsOf(environment), "nonce"))?.body;
    const few = await said({ PATCHOPS_ACTIVITY_DAYS: "45", PATCHOPS_BACKUP_KEEP: "3" });
    expect(few).toMatch(/45 days[\s\S]*the newest 3 are kept/);
    const none = await said({ PATCHOPS_BACKUP_DIR: "off" });
    expect(none).toContain("for as long as who runs this instance keeps them");
    expect(none).not.toContain("each night");
  });

  const promises = privacySections(factsOf({})).flatMap((section) => section.promises);
  it.each(promises)("has a test for: $text", ({ heldBy }) => {
    const missing = heldBy.filter((place) => {
      const [file = "", ...name] = place.split(":");
      const names = readFileSync(new URL(file, root), "utf8").matchAll(/\b(?:it|test)\(\s*(["'`])(.*?)\1,/gs);
      return ![...names].some(([, , text = ""]) => text.startsWith(name.join(":")));
    });
    expect([missing, heldBy.length > 0]).toEqual([[], true]);
  });
});
