import { AppError } from "@patchops/contract";
import type { ConnectionSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { callOutcome, type Forwarding, RunPaused } from "../forward/index.ts";
import { traceIdOf } from "../trace/index.ts";
import { type MeteredCall, redactText } from "../usage/index.ts";

type Params = Record<string, unknown>;

/** A request for what an upstream offers besides tools. */
export interface OfferRequest {
  kind: "resource" | "prompt" | "completion";
  method: string;
  /** What it is about, as it may be shown. */
  subject: string;
  params: Params;
}

/** Where a request goes, in the upstream's own words. */
export interface Destination {
  connection: ConnectionSnapshot;
  params: Params;
  uris?: { original: string; exposed: string };
}

const maxSubjectLength = 256;

/** One request as one row of usage, which is not billed. One whose destination is not found leaves its row as well. */
export async function metered<T>(
  context: Context,
  given: { asked: OfferRequest; forwarding: Forwarding; find: () => Destination },
  send: (found: Destination, onSending: () => Promise<void>) => Promise<{ answer: T; bytes: number }>,
): Promise<T> {
  const startedMs = performance.now();
  const { asked, forwarding, find } = given;
  let call: MeteredCall | null = null;
  let sentMs: number | null = null;
  try {
    const found = find();
    const begun = begin(context, asked, { forwarding, connection: found.connection });
    call = begun;
    const { answer, bytes } = await send(found, async () => {
      await begun.sentUpstream();
      sentMs = performance.now();
    });
    const endedMs = performance.now();
    const upstreamMs = endedMs - (sentMs ?? endedMs);
    const queueMs = endedMs - upstreamMs - startedMs;
    await begun.end({ outcome: "ok", wasSent: true, bytesOut: bytes, queueMs, upstreamMs });
    return answer;
  } catch (error) {
    call ??= begin(context, asked, { forwarding, connection: null });
    if (forwarding.signal.reason instanceof RunPaused && sentMs === null) {
      call.drop();
      throw error;
    }
    const known = error instanceof AppError ? error : null;
    const outcome = known ? callOutcome(known, forwarding.signal) : "error";
    const upstreamMs = sentMs === null ? null : performance.now() - sentMs;
    await call.end({
      outcome,
      errorCode: outcome === "interrupted" ? outcome : (known?.code ?? "internal"),
      errorMessage: known === null ? null : redactText(known.message, 1_000),
      wasSent: known?.sent ?? sentMs !== null,
      bytesOut: 0,
      queueMs: performance.now() - startedMs - (upstreamMs ?? 0),
      upstreamMs,
    });
    throw error;
  }
}

function begin(
  context: Context,
  { kind, method, subject, params }: OfferRequest,
  { forwarding, connection }: { forwarding: Forwarding; connection: ConnectionSnapshot | null },
): MeteredCall {
  const { actor } = context;
  return context.services.meter.begin({
    organizationId: actor.organizationId,
    kind,
    method,
    via: forwarding.executionId === undefined ? context.via : "code",
    userId: actor.userId,
    apiKeyId: actor.apiKeyId,
    clientName: context.client?.name ?? null,
    clientVersion: context.client?.version ?? null,
    promptSessionId: forwarding.promptSessionId ?? null,
    executionId: forwarding.executionId ?? null,
    profile: actor.profile,
    connectionId: connection?.id ?? null,
    connectionSlug: connection?.slug ?? null,
    providerType: connection?.transport === "demo" ? "demo" : (connection?.providerType ?? null),
    tool: null,
    exposedName: subject.slice(0, maxSubjectLength).replaceAll("\0", "\ufffd").toWellFormed(),
    bytesIn: Buffer.byteLength(JSON.stringify(params)),
    requestId: context.requestId,
    traceId: traceIdOf(context),
  });
}
