import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { AppError } from "@patchops/contract";
import type { Services, Visit } from "@patchops/services";
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { contactPage } from "./contact-page.ts";
import { landingPage } from "./landing-page.ts";
import { legalPage } from "./legal-pages.ts";
import { missingPage } from "./missing-page.ts";
import { pricingPage } from "./pricing-page.ts";
import { siteAssets } from "./site-assets.ts";
import type { SiteFacts } from "./site-facts.ts";
import { type SitePage, siteLayout } from "./site-layout.ts";
import { sitemap } from "./sitemap.ts";
import { statusPage } from "./status-page.ts";
import { takeContact } from "./take-contact.ts";
import { leftWaitlistPage, waitlistPage } from "./waitlist-page.ts";

export interface SiteOptions {
  services: Services;
  facts: SiteFacts;
  /** Whether a request comes from somebody who is signed in. */
  isSignedIn: (request: IncomingMessage) => Promise<boolean>;
  visitOf: (request: IncomingMessage) => Visit;
}

/** The longest message, each letter as nine of a form's. */
const maxFormBytes = 128 * 1_024;

/** Of a private instance: what says the same to who is signed in. */
const ownPages = [
  ["/pricing", "/billing"],
  ["/contact", "/support"],
] as const;

/** Only what carries this response's nonce styles or runs anything. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

type Handler = (nonce: string) => SitePage | null | Promise<SitePage | null>;

/**
 * The pages for people who are not signed in: legal ones on every instance, for who has an account or is asked to make one; the
 * others where the instance is a public one. Elsewhere these addresses lead to the sign-in page. `showMissing` answers for an address of
 * no page.
 */
export function serveSite(
  app: Hono<{ Bindings: HttpBindings }>,
  { services, facts, isSignedIn, visitOf }: SiteOptions,
): { showMissing: (context: Context) => Promise<Response> } {
  async function answer(context: Context, make: Handler, status: 200 | 400 = 200): Promise<Response> {
    const nonce = randomBytes(16).toString("base64");
    const page = await make(nonce);
    const frame = { nonce, isSignedIn: await isSignedIn(context.env.incoming), ...siteAssets() };
    return context.html(siteLayout(page ?? missingPage, facts, frame), page === null ? 404 : status, {
      "content-security-policy": policy(nonce),
      "cache-control": "no-store",
    });
  }

  const showMissing = (context: Context) => answer(context, () => null);

  // Search engines find the pages of a public instance, and none of a private one, whose address may be known all the same.
  app.get("/robots.txt", (context) => {
    const rules = facts.isPublic ? `Allow: /\nSitemap: ${facts.publicUrl}/sitemap.xml` : "Disallow: /";
    return context.text(`User-agent: *\n${rules}\n`);
  });
  app.get("/legal/:name", (context) =>
    answer(context, (nonce) => legalPage(context.req.param("name"), facts, nonce)),
  );
  app.get("/legal", (context) => context.redirect("/legal/privacy"));
  // Of a private instance, for who is signed in.
  app.get("/status", async (context) => {
    if (!facts.isPublic && !(await isSignedIn(context.env.incoming))) {
      return context.redirect("/login?next=%2Fstatus");
    }
    return answer(context, () => statusPage(services));
  });
  if (facts.signup === "waitlist") {
    app.get("/waitlist", (context) => context.redirect("/signup"));
    app.get("/waitlist/:id", (context) =>
      answer(context, () => waitlistPage(services, context.req.param("id"))),
    );
    app.post("/waitlist/:id", (context) =>
      answer(context, () => leftWaitlistPage(services, context.req.param("id"))),
    );
  }
  if (!facts.isPublic) {
    for (const [path, own] of ownPages) {
      app.get(path, async (context) =>
        context.redirect((await isSignedIn(context.env.incoming)) ? own : "/login"),
      );
    }
    return { showMissing };
  }

  app.get("/sitemap.xml", (context) =>
    context.body(sitemap(facts.publicUrl), 200, { "content-type": "application/xml; charset=utf-8" }),
  );
  app.get("/", async (context, next) => {
    if (await isSignedIn(context.env.incoming)) return next();
    return answer(context, () => landingPage(facts));
  });
  app.get("/pricing", (context) => answer(context, () => pricingPage(services, facts)));
  app.get("/contact", (context) => answer(context, () => contactPage(facts, { values: {} })));
  const isTooLarge = () => {
    throw new AppError("too_large", `A request body may have at most ${maxFormBytes} bytes.`);
  };
  app.post("/contact", bodyLimit({ maxSize: maxFormBytes, onError: isTooLarge }), async (context) => {
    const state = await takeContact(visitOf(context.env.incoming), await context.req.parseBody());
    const status = state.isSent ? 200 : 400;
    return answer(context, () => contactPage(facts, state), status);
  });
  return { showMissing };
}
