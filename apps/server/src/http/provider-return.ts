import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import {
  finishProviderLogin,
  finishSingleSignOn,
  readLoginToken,
  resolveLoginSession,
  type Visit,
} from "@patchops/services";
import type { Hono } from "hono";

export interface ProviderReturnOptions {
  visitOf: (request: IncomingMessage) => Visit;
}

/** Where GitHub, Google and organizations' own providers send browsers back to after a login. */
export function serveProviderReturn(
  app: Hono<{ Bindings: HttpBindings }>,
  { visitOf }: ProviderReturnOptions,
): void {
  app.get("/oauth/login/sso", async (context) => {
    const { incoming } = context.env;
    const { path, cookies } = await finishSingleSignOn(visitOf(incoming), {
      parameters: new URL(context.req.url).searchParams,
      cookieHeader: incoming.headers.cookie,
    });
    context.header("referrer-policy", "no-referrer");
    context.header("cache-control", "no-store");
    for (const cookie of cookies) context.header("set-cookie", cookie, { append: true });
    return context.redirect(path, 303);
  });
  app.get("/oauth/login/:provider", async (context) => {
    const { incoming } = context.env;
    const visit = visitOf(incoming);
    const token = readLoginToken(visit.services, incoming.headers.cookie);
    const login = token === null ? null : await resolveLoginSession(visit, token);
    const { path, cookies } = await finishProviderLogin(visit, {
      provider: context.req.param("provider"),
      parameters: new URL(context.req.url).searchParams,
      cookieHeader: incoming.headers.cookie,
      loginSessionId: login?.actor.loginSessionId ?? null,
    });
    // The address holds the code, which no other site may learn.
    context.header("referrer-policy", "no-referrer");
    context.header("cache-control", "no-store");
    for (const cookie of cookies) context.header("set-cookie", cookie, { append: true });
    return context.redirect(path, 303);
  });
}
