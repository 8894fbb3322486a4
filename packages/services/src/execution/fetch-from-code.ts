import { AppError, idTimeMs } from "@patchops/contract";
import { UpstreamError } from "@patchops/upstream";
import { z } from "zod";
import type { Context } from "../context.ts";
import { callOutcome, type Forwarding } from "../forward/index.ts";
import { matchesHost } from "../matches-host.ts";
import { planOf } from "../plan-of.ts";
import { requireAccess } from "../require-access.ts";
import { traceIdOf, withSpan } from "../trace/index.ts";
import { admit, budgetsOf, recordPayload, redactText } from "../usage/index.ts";

const timeoutMs = 30_000;

/** As the sandbox's `fetch` sends it. */
const fetchArgs = z.object({
  url: z.string().max(8_192),
  method: z.string().regex(/^[!#$%&'*+.^`|~\w-]{1,32}$/, "That is no method."),
  headers: z.array(z.tuple([z.string(), z.string()])).max(100),
  redirect: z.enum(["follow", "manual", "error"]),
  text: z.string().optional(),
  base64: z.string().optional(),
});

export interface FetchCall {
  args: unknown;
  executionId: string;
  promptSessionId: string | undefined;
  /** Most bytes of the answer's body. */
  maxBytes: number;
  signal: AbortSignal;
  outlast?: Forwarding["outlast"];
  onAdmitted(callId: string): void;
}

/**
 * The hosts that a caller's programs may fetch from; null = they find no `fetch`. Whoever is kept to a profile has its tools
 * and no more.
 */
export async function fetchHostsOf({ services, actor }: Context): Promise<readonly string[] | null> {
  return actor.profile === null ? (await services.snapshots.get(actor.organizationId)).fetchHosts : null;
}

/**
 * `fetch` of a program, metered as a tool of its own: to the hosts that the organization allows and the address guard lets
 * pass, without anything of ours. Throws `forbidden` for other hosts, and the codes of outward calls, each with `sent`.
 */
export async function fetchFromCode(context: Context, call: FetchCall): Promise<string> {
  requireAccess(context, "tool.invoke");
  const { services, actor } = context;
  const { organizationId } = actor;
  const startedMs = performance.now();
  const args = fetchArgs.parse(call.args);
  const body = args.base64 === undefined ? Buffer.from(args.text ?? "") : Buffer.from(args.base64, "base64");
  const metered = services.meter.begin({
    organizationId,
    kind: "call",
    method: "fetch",
    via: context.via,
    userId: actor.userId,
    apiKeyId: actor.apiKeyId,
    clientName: context.client?.name ?? null,
    clientVersion: context.client?.version ?? null,
    promptSessionId: call.promptSessionId ?? null,
    executionId: call.executionId,
    profile: actor.profile,
    connectionId: null,
    connectionSlug: null,
    providerType: null,
    tool: "fetch",
    exposedName: null,
    bytesIn: body.length,
    requestId: context.requestId,
    traceId: traceIdOf(context),
  });
  let sentMs: number | null = null;
  // No headers and no body: programs put keys in them.
  const said = { url: withoutQuery(args.url), method: args.method, bodyBytes: body.length };
  const keep = async (result: unknown) => {
    // Without the routing table nobody knows whether it may be kept.
    const snapshot = await services.snapshots.get(organizationId).catch(() => null);
    const speech = { arguments: said, result };
    if (snapshot) recordPayload(services, snapshot.payloads, { call: metered, speech });
  };
  let hosts: readonly string[] | null = null;
  const prepare = async () => {
    hosts = await fetchHostsOf(context);
    const snapshot = await services.snapshots.get(organizationId);
    return admit(services, {
      organizationId,
      plan: planOf(services, snapshot),
      budgets: budgetsOf(snapshot, actor),
      apiKeyId: actor.apiKeyId,
      meter: "calls",
      beganMs: idTimeMs(metered.id),
    });
  };
  let hops = 0;
  const checkHost = (url: URL) => {
    if (!hosts?.some((allowed) => matchesHost(allowed, url))) {
      throw notAllowed(context, url.host, { sent: hops > 0 });
    }
    hops += 1;
  };
  try {
    call.onAdmitted(metered.id);
    const admission = await (call.outlast ?? ((part) => part()))(prepare);
    let wasSent = true;
    try {
      await metered.sentUpstream(admission);
      sentMs = performance.now();
      const answer = await withSpan(context, { name: "fetch", kind: "client" }, () =>
        services.upstreams.fetch({
          ...{ url: args.url, method: args.method, headers: args.headers, redirect: args.redirect },
          body: args.text === undefined && args.base64 === undefined ? null : body,
          ...{ timeoutMs, maxBytes: call.maxBytes, signal: call.signal, checkHost },
        }),
      );
      await metered.end({
        outcome: "ok",
        wasSent: true,
        bytesOut: answer.body.length,
        queueMs: sentMs - startedMs,
        upstreamMs: performance.now() - sentMs,
      });
      const { status, headers } = answer;
      const type = headers.find(([name]) => name === "content-type")?.[1];
      await keep({ status, type, bodyBytes: answer.body.length });
      return JSON.stringify({ ...answer, body: Buffer.from(answer.body).toString("base64") });
    } catch (error) {
      wasSent = asAppError(error).sent !== false;
      throw error;
    } finally {
      admission.settle({ isUsed: wasSent });
    }
  } catch (error) {
    const known = asAppError(error);
    if (known.code === "internal")
      services.log.error({ error, callId: metered.id }, "a fetch failed on our side");
    const outcome = callOutcome(known, call.signal);
    await metered.end({
      outcome: known.code === "forbidden" ? "refused" : outcome,
      errorCode: outcome === "interrupted" ? outcome : known.code,
      errorMessage: redactText(known.message, 1_000),
      wasSent: known.sent ?? false,
      bytesOut: 0,
      queueMs: (sentMs ?? performance.now()) - startedMs,
      upstreamMs: sentMs === null ? null : performance.now() - sentMs,
    });
    await keep(null);
    throw known;
  }
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) {
    return new AppError("invalid_input", error.issues[0]?.message ?? "That cannot be fetched.", {
      sent: false,
    });
  }
  if (!(error instanceof UpstreamError)) {
    return new AppError("internal", "Something went wrong on our side.", { cause: error });
  }
  const code = error.code === "unauthorized" ? "upstream_error" : error.code;
  return new AppError(code, `fetch: ${error.message}`, {
    sent: error.sent,
    retryable: error.retryable,
    cause: error,
  });
}

function notAllowed({ services }: Context, host: string, { sent }: { sent: boolean }): AppError {
  return new AppError("forbidden", `fetch: ${host} is not among the hosts that this organization allows.`, {
    sent,
    next: `An admin adds it at ${services.settings.publicUrl}/settings/code.`,
  });
}

/** Queries hold keys more often than paths do. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
}
