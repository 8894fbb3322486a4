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

  it("links to pages that are there", async () => {
    const seen = new Set(["/", "/pricing", "/contact", "/status", ...legal]);
    for (const path of [...seen]) {
      const { text } = await server.ask(path);
      for (const [, href = ""] of text.matchAll(/href="(\/[^"]*)"/g)) seen.add(href.replace(/#.*/, ""));
    }
    for (const path of seen) expect((await server.ask(path)).status, path).toBe(200);
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
    const forged = String(cookie[0]).replace(/=.*/, "=nobody");
    expect((await server.ask("/", { headers: { cookie: forged } })).text).toContain("What it does");
  });
});

describe("the legal pages", () => {
  it("names who else gets data, from the settings alone", async () => {
    const none = await legalPage("subprocessors", factsOf({}), "nonce");
    expect(none?.body).toContain("There are none");
    const facts = factsOf({
      SMTP_URL: "smtps://user:hunter2@smtp.example.com:465",
      MAIL_FROM: "PatchOps <po@example.com>",
      DATABASE_URL: "postgresql://owner:hunter2@db.example.com/po",
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://otel.example.com",
      GITHUB_CLIENT_ID: "id",
      GITHUB_CLIENT_SECRET: "hunter2",
    });
    const page = await legalPage("subprocessors", facts, "nonce");
    for (const host of ["smtp.example.com", "db.example.com", "otel.example.com", "github.com"]) {
      expect(page?.body).toContain(host);
    }
    expect(page?.body).not.toContain("hunter2");
    expect(await legalPage("constructor", facts, "nonce")).toBeNull();
  });

  it("says the days that the instance keeps records", async () => {
    const page = await legalPage("privacy", factsOf({ PATCHOPS_ACTIVITY_DAYS: "45" }), "nonce");
    expect(page?.body).toContain("45 days");
  });

  const promises = privacySections(factsOf({})).flatMap((section) => section.promises);
  it.each(promises)("has a test for: $text", ({ heldBy }) => {
    const [file = "", ...name] = heldBy.split(":");
    const names = readFileSync(new URL(file, root), "utf8").matchAll(/\b(?:it|test)\(\s*(["'`])(.*?)\1,/gs);
    expect([...names].some(([, , text = ""]) => text.startsWith(name.join(":")))).toBe(true);
  });
});
