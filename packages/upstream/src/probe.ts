import type { ConnectStep } from "@patchops/contract";
import type { Pool } from "undici";
import type { ConnectedSocket } from "./address/address-guard.ts";
import type { Breaker } from "./breaker.ts";
import type { ToolDefinition } from "./list-all.ts";
import type { Offers } from "./list-offers.ts";
import type { Discovery } from "./oauth/discover.ts";
import { SignInError } from "./oauth/sign-in-error.ts";
import { type OpenChannelOptions, openChannel, openPool } from "./open-channel.ts";
import { readTools } from "./read-tools.ts";
import type { Knowledge } from "./session/knowledge.ts";
import { openSession } from "./session/open-session.ts";
import { ownCapabilities } from "./session/own-capabilities.ts";
import type { ClientInfo, ServerDescription, Session } from "./session/session.ts";
import type { Target } from "./target.ts";
import { UpstreamError } from "./upstream-error.ts";

/**
 * A line of the connect report; the one for `protocol` holds the server's description, the one for `tools` all that it offers, one
 * that asks for a sign-in where that is, as far as it could be found out.
 */
export type ProbeStep = ConnectStep & {
  server?: ServerDescription;
  tools?: ToolDefinition[];
  offers?: Offers;
  discovery?: Discovery;
  /** Of `insufficient_scope`: what the login lacks. */
  wantedScopes?: string[];
};

export interface ProbeOptions extends Omit<OpenChannelOptions, "pool" | "onProcessEnded"> {
  clientInfo: ClientInfo;
  /** Learns how it went; it is not asked, so that a probe finds out whether an upstream is back. */
  breaker: Breaker;
  /** What kind of server it is, as soon as that is known. */
  onFound(found: Knowledge): void;
  signal: AbortSignal;
}

/** Longer than a server takes that is there at all, and short enough for someone who watches. */
const networkTimeoutMs = 10_000;
/** A process may have to be fetched first (npx). */
const processTimeoutMs = 60_000;
/** Of all documents that describe a sign-in together. */
const discoveryTimeoutMs = 20_000;

const reachCauses = ["dns_failed", "connection_refused", "tls_failed", "process_failed", "stdio_not_allowed"];

/** The connect report, line by line; ends with the first line that failed. */
export async function* probe(target: Target, options: ProbeOptions): AsyncGenerator<ProbeStep, void> {
  const { transport } = target;
  let pool: Pool | undefined;
  let opening: Promise<Session> | undefined;
  const abandoned = new AbortController();
  let startedMs = performance.now();
  const tookMs = () => {
    const durationMs = Math.round(performance.now() - startedMs);
    startedMs = performance.now();
    return durationMs;
  };
  const state: { reached: boolean; connected?: (socket: ConnectedSocket) => void } = { reached: false };
  const connected = new Promise<ConnectedSocket>((resolve) => {
    state.connected = resolve;
  });

  try {
    if (transport.kind === "http") {
      const url = options.guard.checkUrl(transport.url);
      await options.guard.resolve(url).catch(ignoreUnless("private_address"));
      yield { step: "address", state: "ok", detail: url.host, durationMs: tookMs() };
    }
    const knowledge: Knowledge = {};
    opening = openSession({
      kind: transport.kind,
      knowledge,
      openChannel: (way) =>
        openChannel(target, way, {
          ...options,
          pool(origin) {
            pool ??= openPool(origin, { ...options, onConnected: (socket) => state.connected?.(socket) });
            return pool;
          },
          onProcessEnded: () => undefined,
        }),
      clientInfo: options.clientInfo,
      capabilities: ownCapabilities,
      timeoutMs: transport.kind === "stdio" ? processTimeoutMs : networkTimeoutMs,
      signal: AbortSignal.any([options.signal, abandoned.signal]),
      events: {
        onChanged: ignore,
        onUpdated: ignore,
        onLost: ignore,
        onRootsAsked() {
          knowledge.asksRoots = true;
          if (knowledge.era !== undefined) options.onFound(knowledge);
        },
      },
    });
    const socket =
      transport.kind === "http" ? await Promise.race([connected, opening.then(() => null)]) : null;
    if (socket) {
      state.reached = true;
      yield { step: "reach", state: "ok", detail: describeSocket(socket), durationMs: tookMs() };
    }
    const session = await opening;
    if (!socket) {
      const detail = transport.kind === "stdio" ? "process started" : "in this process";
      yield { step: "reach", state: "ok", detail, durationMs: tookMs() };
      state.reached = true;
    }
    options.onFound(knowledge);
    const { server } = session;
    yield { step: "protocol", state: "ok", detail: describeServer(server), server, durationMs: tookMs() };
    yield* readTools(session, target, { signal: options.signal, maxBytes: 4 * options.maxResultBytes });
    options.breaker.recover();
  } catch (error) {
    options.breaker.fail(error);
    const line = failedStep(error, target, state.reached);
    const found = await findSignIn(error, target, options);
    yield { ...line, ...found, durationMs: tookMs() };
  } finally {
    abandoned.abort();
    const session = await opening?.catch(() => undefined);
    await session?.close().catch(ignore);
    await pool?.destroy();
  }
}

function failedStep(error: unknown, target: Target, wasReached: boolean): ProbeStep {
  if (!(error instanceof UpstreamError)) {
    const detail = "Something went wrong on our side.";
    return { step: "protocol", state: "failed", detail, cause: "internal", sent: wasReached };
  }
  const { code, message: detail, sent } = error;
  const line = { state: "failed" as const, detail, cause: code, sent };
  if (code === "private_address" || code === "invalid_input") {
    return {
      ...line,
      step: "address",
      ...(error.host === undefined ? {} : { host: error.host }),
      ...(error.port === undefined ? {} : { port: error.port }),
    };
  }
  if (code === "unauthorized") {
    const hasMetadata = error.challenge?.resourceMetadataUrl !== undefined;
    return { ...line, step: "sign_in", cause: hasMetadata ? "unauthorized_with_metadata" : "unauthorized" };
  }
  if (!wasReached && (reachCauses.includes(code) || code === "timeout")) {
    return { ...line, step: "reach", detail: `${detail} Nothing was sent.`, sent: false };
  }
  if (code === "not_mcp") {
    const isRedirect = error.httpStatus !== undefined && error.httpStatus >= 300 && error.httpStatus < 400;
    const suggestion = isRedirect ? error.redirectsTo : suggestAddress(target);
    // Its message begins with the host, which stands above it in the report.
    const said = detail.replace(/^\S+/, "It");
    return { ...line, step: "protocol", detail: said, ...(suggestion ? { suggestion } : {}) };
  }
  return { ...line, step: "protocol" };
}

/** Where one would sign in, after a refusal that asks for it. A provider that does not answer now is asked again at the sign-in. */
async function findSignIn(
  error: unknown,
  { transport }: Target,
  options: ProbeOptions,
): Promise<Partial<ProbeStep>> {
  if (!(error instanceof UpstreamError) || error.code !== "unauthorized") return {};
  if (transport.kind !== "http") return {};
  const { url } = transport;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(discoveryTimeoutMs)]);
  try {
    const challenge = error.challenge ?? {};
    const discovery = await options.oauth.discover({ url, challenge, signal, presumesEndpoints: false });
    if (challenge.error === "insufficient_scope") {
      const wantedScopes = challenge.scopes ?? [];
      return { cause: "insufficient_scope", detail: error.message, discovery, wantedScopes };
    }
    const detail = `${new URL(url).host} asks you to sign in.`;
    return { cause: "unauthorized_with_metadata", detail, discovery };
  } catch (failure) {
    if (!(failure instanceof SignInError) || failure.code !== "unsafe") return {};
    return { cause: "sign_in_unsafe", detail: failure.message };
  }
}

/** Where MCP usually lives, for an address that answered something else. */
function suggestAddress({ transport }: Target): string | undefined {
  if (transport.kind !== "http") return undefined;
  const url = new URL(transport.url);
  if (url.pathname.replace(/\/+$/, "").endsWith("/mcp")) return undefined;
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/mcp`;
  return url.href;
}

function describeSocket({ tlsVersion, durationMs }: ConnectedSocket): string {
  const how = tlsVersion === null ? "plain HTTP" : tlsVersion.replace("TLSv", "TLS ");
  return `${how}, ${Math.max(1, Math.round(durationMs))} ms`;
}

function describeServer({ era, protocolVersion, info }: ServerDescription): string {
  const name = [info.title ?? info.name, info.version].filter(Boolean).join(" ").slice(0, 100);
  return [`${era} ${protocolVersion}`, name].filter(Boolean).join(", ");
}

const ignore = () => undefined;

function ignoreUnless(code: string): (error: unknown) => void {
  return (error) => {
    if (error instanceof UpstreamError && error.code === code) throw error;
  };
}
