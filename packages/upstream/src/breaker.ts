import { UpstreamError } from "./upstream-error.ts";

export interface BreakerOptions {
  /** Consecutive failures that open it. */
  failures: number;
  /** How long it answers at once after it opened; doubled with each failed try, up to 16 times. */
  openMs: number;
}

/** How a connection has fared. */
export interface Health {
  state: "unknown" | "ok" | "failing" | "open";
  consecutiveFailures: number;
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
  lastError: { code: string; message: string } | null;
  /** When an open breaker lets the next request through. */
  nextAttemptAt: string | null;
}

export interface Breaker {
  /** Throws `breaker_open` (nothing was sent) while it is open; then lets one request through to try. */
  admit(): void;
  succeed(): void;
  /** Counts what speaks against the upstream; ignores what the caller or the credential caused. */
  fail(error: unknown): void;
  health(): Health;
}

const longestFactor = 16;

/** Whether a failure says that the upstream itself is down, broken or not answering. */
function speaksAgainstUpstream(error: UpstreamError): boolean {
  switch (error.code) {
    case "dns_failed":
    case "connection_refused":
    case "tls_failed":
    case "timeout":
    case "not_mcp":
    case "protocol_error":
    case "session_lost":
    case "process_failed":
      return true;
    case "upstream_error":
      return error.upstreamCode === undefined && (error.httpStatus ?? 0) >= 500;
    default:
      return false;
  }
}

/** Keeps callers of a broken upstream from waiting for it: opens after so many failures in a row, tries again with one request. */
export function createBreaker(options: BreakerOptions): Breaker {
  let failures = 0;
  let openings = 0;
  /** On the monotonic clock; undefined = closed. */
  let openUntilMs: number | undefined;
  let isTrying = false;
  let lastSuccessAt: string | null = null;
  let lastFailureAt: string | null = null;
  let lastError: Health["lastError"] = null;

  function open(): void {
    const factor = Math.min(2 ** openings, longestFactor);
    openings += 1;
    openUntilMs = performance.now() + factor * options.openMs;
  }

  return {
    admit() {
      if (openUntilMs === undefined) return;
      const leftMs = openUntilMs - performance.now();
      if (leftMs <= 0 && !isTrying) {
        isTrying = true;
        return;
      }
      const seconds = Math.max(1, Math.ceil(leftMs / 1000));
      const message = `It failed ${failures} times in a row; the next try is in ${seconds} s.`;
      throw new UpstreamError("breaker_open", message, { sent: false, retryAfterSeconds: seconds });
    },
    succeed() {
      failures = 0;
      openings = 0;
      openUntilMs = undefined;
      isTrying = false;
      lastSuccessAt = new Date().toISOString();
    },
    fail(error) {
      const wasTrying = isTrying;
      isTrying = false;
      if (!(error instanceof UpstreamError) || !speaksAgainstUpstream(error)) return;
      failures += 1;
      lastFailureAt = new Date().toISOString();
      lastError = { code: error.code, message: error.message };
      if (wasTrying || (openUntilMs === undefined && failures >= options.failures)) open();
    },
    health() {
      const leftMs = openUntilMs === undefined ? 0 : Math.max(0, openUntilMs - performance.now());
      const state =
        openUntilMs !== undefined
          ? "open"
          : failures > 0
            ? "failing"
            : lastSuccessAt === null
              ? "unknown"
              : "ok";
      return {
        state,
        consecutiveFailures: failures,
        lastSuccessAt,
        lastFailureAt,
        lastError,
        nextAttemptAt: openUntilMs === undefined ? null : new Date(Date.now() + leftMs).toISOString(),
      };
    },
  };
}
