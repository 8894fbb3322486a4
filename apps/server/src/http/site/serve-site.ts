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
import { pricingPage } from "./pricing-page.ts";
import { siteAssets } from "./site-assets.ts";
import type { SiteFacts } from "./site-facts.ts";
import { type SitePage, siteLayout } from "./site-layout.ts";
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
 * others where the instance is a public one. Elsewhere these addresses lead to the sign-in page.
 */
export function serveSite(
  app: Hono<{ Bindings: HttpBindings }>,
  { services, facts, isSignedIn, visitOf }: SiteOptions,
): void {
  async function answer(context: Context, make: Handler, status: 200 | 400 = 200): Promise<Response | null> {
    const nonce = randomBytes(16).toString("base64");
    const page = await make(nonce);
    if (page === null) return null;
    const frame = { nonce, isSignedIn: await isSignedIn(context.env.incoming), ...siteAssets() };
    return context.html(siteLayout(page, facts, frame), status, {
      "content-security-policy": policy(nonce),
      "cache-control": "no-store",
    });
  }

  // Search engines find the pages of a public instance, and none of a private one, whose address may be known all the same.
  app.get("/robots.txt", (context) =>
    context.text(`User-agent: *\n${facts.isPublic ? "Allow" : "Disallow"}: /\n`),
  );
  app.get("/legal/:name", async (context, next) => {
    const page = await answer(context, (nonce) => legalPage(context.req.param("name"), facts, nonce));
    return page ?? next();
  });
  app.get("/legal", (context) => context.redirect("/legal/privacy"));
  // Of a private instance, for who is signed in.
  app.get("/status", async (context, next) => {
    if (!facts.isPublic && !(await isSignedIn(context.env.incoming))) {
      return context.redirect("/login?next=%2Fstatus");
    }
    return (await answer(context, () => statusPage(services))) ?? next();
  });
  if (facts.signup === "waitlist") {
    app.get("/waitlist", (context) => context.redirect("/signup"));
    app.get("/waitlist/:id", async (context, next) => {
      return (await answer(context, () => waitlistPage(services, context.req.param("id")))) ?? next();
    });
    app.post("/waitlist/:id", async (context, next) => {
      return (await answer(context, () => leftWaitlistPage(services, context.req.param("id")))) ?? next();
    });
  }
  if (!facts.isPublic) {
    for (const [path, own] of ownPages) {
      app.get(path, async (context) =>
        context.redirect((await isSignedIn(context.env.incoming)) ? own : "/login"),
      );
    }
    return;
  }

  app.get("/", async (context, next) => {
    if (await isSignedIn(context.env.incoming)) return next();
    return (await answer(context, () => landingPage(facts))) ?? next();
  });
  app.get(
    "/pricing",
    async (context, next) => (await answer(context, () => pricingPage(services, facts))) ?? next(),
  );
  app.get(
    "/contact",
    async (context, next) => (await answer(context, () => contactPage(facts, { values: {} }))) ?? next(),
  );
  const isTooLarge = () => {
    throw new AppError("too_large", `A request body may have at most ${maxFormBytes} bytes.`);
  };
  app.post("/contact", bodyLimit({ maxSize: maxFormBytes, onError: isTooLarge }), async (context, next) => {
    const state = await takeContact(visitOf(context.env.incoming), await context.req.parseBody());
    const status = state.isSent ? 200 : 400;
    return (await answer(context, () => contactPage(facts, state), status)) ?? next();
  });
}
