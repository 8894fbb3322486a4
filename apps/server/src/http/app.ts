import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { appRouter } from "@patchops/api";
import { AppError, errorBody, errorCodes } from "@patchops/contract";
import { checkSite, type Sites } from "@patchops/gateway";
import { exceedsDepth } from "@patchops/protocol";
import type { Context, Services } from "@patchops/services";
import {
  noteRefused,
  noteUnreadHook,
  readLoginToken,
  receiveMail,
  receiveStripeEvent,
  receiveWorkflowHook,
  unsubscribe,
} from "@patchops/services";
import { equalConstantTime } from "@patchops/vault";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Hono, type HonoRequest } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Metric } from "../telemetry/metric.ts";
import { prometheusText } from "../telemetry/prometheus-text.ts";
import { type ApiDoor, createApiContext, visitOf } from "./api-context.ts";
import { serveDashboard } from "./dashboard.ts";
import { serveDocs } from "./docs/serve-docs.ts";
import { downloadExport } from "./download-export.ts";
import { exportAuditAs } from "./export-audit.ts";
import { exportCallsAs } from "./export-calls.ts";
import { serveProviderReturn } from "./provider-return.ts";
import { serveScim } from "./scim/serve-scim.ts";
import { serveSignInReturn } from "./sign-in-return.ts";
import { serveSite } from "./site/serve-site.ts";
import type { SiteFacts } from "./site/site-facts.ts";

export interface AppOptions extends ApiDoor {
  site: SiteFacts;
  sites: Sites;
  isReady: () => Promise<boolean>;
  requestIdOf: (request: IncomingMessage) => string;
  /** `token`: what whoever reads them has to send; null = nothing. */
  metrics: { read: () => Promise<Metric[]>; token: string | null };
}

const maxBodyBytes = 4 * 1024 * 1024;
/** A report holds the headers of the mail that came back; some servers send all of it. */
const maxReportBytes = 1024 * 1024;
/** An event holds one object. */
const maxEventBytes = 1024 * 1024;
const maxJsonDepth = 128;

const securityHeaders: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

/** Everything but `/mcp` and the authorization server: health, metrics, tRPC, the dashboard. */
export function createApp(options: AppOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const { services } = options;
  const { publicUrl } = services.settings;

  app.use("*", async (context, next) => {
    const { incoming } = context.env;
    const requestId = options.requestIdOf(incoming);
    context.header("x-request-id", requestId);
    for (const [name, value] of Object.entries(securityHeaders)) context.header(name, value);
    if (publicUrl.startsWith("https:")) {
      context.header("strict-transport-security", "max-age=31536000");
    }
    if (isProbe(context.req)) return next();
    const foreignOrigin = checkSite(incoming, options.sites);
    if (foreignOrigin !== null) {
      context.header("access-control-allow-origin", foreignOrigin);
      context.header("access-control-allow-headers", "authorization, content-type, x-patchops-client");
      context.header("vary", "origin");
      if (context.req.method === "OPTIONS") return context.body(null, 204);
    }
    await next();
  });

  app.onError((error, context) => {
    const requestId = options.requestIdOf(context.env.incoming);
    const status = error instanceof AppError ? error.httpStatus : errorCodes.internal.httpStatus;
    if (!(error instanceof AppError)) services.log.error({ error, requestId }, "a request failed");
    else services.log.info({ code: error.code, requestId }, "a request was refused");
    return context.json({ error: errorBody(error, { requestId, publicUrl }) }, status as 500);
  });

  app.get("/healthz", (context) => context.json({ status: "ok", version: services.settings.version }));
  app.get("/readyz", async (context) => {
    const isReady = await options.isReady();
    return context.json({ status: isReady ? "ready" : "not_ready" }, isReady ? 200 : 503);
  });
  app.get("/metrics", async (context) => {
    const { read, token } = options.metrics;
    const given = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (token !== null && !(given && equalConstantTime(given, token))) {
      throw new AppError("unauthenticated", "The metrics are for whoever has their token.", {
        next: "Send Authorization: Bearer with PATCHOPS_METRICS_TOKEN.",
      });
    }
    return context.text(prometheusText(await read()), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
    });
  });

  app.use(
    "/trpc/*",
    bodyLimit({ maxSize: maxBodyBytes, onError: () => refuse(tooLarge(maxBodyBytes)) }),
    async (context) => {
      const { incoming } = context.env;
      const type = context.req.header("content-type") ?? "";
      if (context.req.method === "POST" && !/^application\/json\b/i.test(type)) {
        throw new AppError("unsupported_media_type", "Send application/json.");
      }
      const body = context.req.method === "POST" ? await context.req.text() : "";
      if (exceedsDepth(body || (context.req.query("input") ?? ""), maxJsonDepth)) {
        throw new AppError("malformed_request", "The JSON is nested too deeply.");
      }
      const { url, method, headers, signal } = context.req.raw;
      const answer = await fetchRequestHandler({
        endpoint: "/trpc",
        req: new Request(url, { method, headers, signal, ...(method === "POST" ? { body } : {}) }),
        router: appRouter,
        createContext: ({ resHeaders }) =>
          createApiContext(options, incoming, { requestId: options.requestIdOf(incoming), resHeaders }),
      });
      // Answers are a person's own: no cache between us may keep them.
      answer.headers.set("cache-control", "no-store");
      return withOwnHeaders(answer, context.res.headers);
    },
  );

  /** An answer that is no procedure's, to somebody known. */
  const answerKnown = (
    path: string,
    answerWith: (known: Context, request: HonoRequest) => Promise<Response>,
  ) =>
    app.get(path, async (context) => {
      const resHeaders = new Headers();
      const requestId = options.requestIdOf(context.env.incoming);
      const asking = await createApiContext(options, context.env.incoming, { requestId, resHeaders });
      const { actor, refusal, visit, via, client } = asking;
      if (refusal) throw refusal;
      if (!actor) throw new AppError("unauthenticated", "Sign in first, or send an API key.");
      const known = { ...visit, actor, via, client };
      const answer = await answerWith(known, context.req).catch(async (error: unknown) => {
        if (error instanceof AppError && error.code === "forbidden")
          await noteRefused(known, context.req.path);
        throw error;
      });
      for (const [name, value] of resHeaders) answer.headers.append(name, value);
      return withOwnHeaders(answer, context.res.headers);
    });
  for (const format of ["csv", "json"] as const) {
    answerKnown(`/export/calls.${format}`, (known, request) => exportCallsAs(format, known, request.query()));
    answerKnown(`/export/audit.${format}`, (known, request) => exportAuditAs(format, known, request.query()));
  }
  answerKnown("/export/data/:file", (known, request) => downloadExport(known, request.param("file") ?? ""));
  const returned = {
    visitOf: (request: IncomingMessage) => visitOf(options, request, options.requestIdOf(request)),
  };
  serveSignInReturn(app, returned);
  serveProviderReturn(app, returned);
  serveScim(app, { ...returned, publicUrl });
  app.all("/trpc", () => {
    throw new AppError("not_found", "There is no such procedure.");
  });
  // Mail programs ask for it by themselves when somebody presses their own button (RFC 8058).
  app.post(
    "/unsubscribe",
    bodyLimit({ maxSize: 4_096, onError: () => refuse(tooLarge(4_096)) }),
    async (context) => {
      const visit = visitOf(options, context.env.incoming, options.requestIdOf(context.env.incoming));
      await unsubscribe(visit, { token: context.req.query("token") ?? "" });
      return context.text("No more of these mails.");
    },
  );
  app.post(
    "/webhooks/mail",
    bodyLimit({ maxSize: maxReportBytes, onError: () => refuse(tooLarge(maxReportBytes)) }),
    async (context) =>
      context.json(
        await receiveMail(services, {
          headers: context.req.raw.headers,
          body: await context.req.text(),
        }),
      ),
  );
  app.post(
    "/webhooks/stripe",
    bodyLimit({ maxSize: maxEventBytes, onError: () => refuse(tooLarge(maxEventBytes)) }),
    async (context) =>
      context.json(
        await receiveStripeEvent(services, {
          body: await context.req.text(),
          signature: context.req.header("stripe-signature"),
        }),
      ),
  );
  app.post(
    "/hooks/:organization/:token",
    bodyLimit({
      maxSize: maxEventBytes,
      onError: (context) => refuseHook(services, hookOf(context.req), tooLarge(maxEventBytes)),
    }),
    async (context) => {
      const visit = visitOf(options, context.env.incoming, options.requestIdOf(context.env.incoming));
      const body = await context.req.text();
      if (exceedsDepth(body, maxJsonDepth)) {
        const error = new AppError("malformed_request", "The JSON is nested too deeply.");
        return refuseHook(services, hookOf(context.req), error);
      }
      const { isOver, ...run } = await receiveWorkflowHook(visit, {
        ...hookOf(context.req),
        headers: context.req.raw.headers,
        ...{ query: context.req.query(), body },
      });
      return context.json(run, isOver ? (run.status === "succeeded" ? 200 : 502) : 202);
    },
  );
  // Programs ask here, and take a page for an answer.
  for (const path of ["/.well-known/*", "/oauth/*", "/webhooks/*", "/hooks/*"]) {
    app.all(path, () => {
      throw new AppError("not_found", "There is nothing here.");
    });
  }
  const isKnown = async (request: IncomingMessage) => {
    const asking = { requestId: options.requestIdOf(request), resHeaders: new Headers() };
    return (await createApiContext(options, request, asking)).actor !== null;
  };
  serveDocs(app, {
    publicUrl,
    mayRead: async ({ env }) => options.site.isPublic || (await isKnown(env.incoming)),
  });
  const { showMissing } = serveSite(app, {
    services,
    facts: options.site,
    ...returned,
    isSignedIn: async (request) =>
      readLoginToken(services, request.headers.cookie) !== null && (await isKnown(request)),
  });
  serveDashboard(app);
  app.get("*", showMissing);
  app.notFound((context) =>
    context.json(
      {
        error: errorBody(new AppError("not_found", "There is nothing here."), {
          requestId: options.requestIdOf(context.env.incoming),
          publicUrl,
        }),
      },
      404,
    ),
  );
  return app;
}

/** What Kubernetes, load balancers and Prometheus ask by the address of a pod: it says nothing of anybody, whoever asks. */
function isProbe({ method, path }: { method: string; path: string }): boolean {
  return (method === "GET" || method === "HEAD") && ["/healthz", "/readyz", "/metrics"].includes(path);
}

/** Hono forgets the headers that were set for an answer when a handler returns one of its own. */
function withOwnHeaders(answer: Response, own: Headers): Response {
  for (const [name, value] of own) if (!answer.headers.has(name)) answer.headers.set(name, value);
  return answer;
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("too_large", `A request body may have at most ${maxBytes} bytes.`);
}

function refuse(error: AppError): never {
  throw error;
}

const hookOf = (request: HonoRequest) => ({
  organizationId: request.param("organization") ?? "",
  token: request.param("token") ?? "",
});

/** What is wrong before it is read is noted as well. */
async function refuseHook(
  services: Services,
  hook: ReturnType<typeof hookOf>,
  error: AppError,
): Promise<never> {
  await noteUnreadHook(services, hook, error);
  throw error;
}
