import { UpstreamError } from "./upstream-error.ts";

export interface BreakerOptions {
  /** Consecutive failures that open it. */
  failures: number;
  /** How long it answers at once after it opened; then one request is let through to try, and so on. */
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
  /** A request was answered. */
  succeed(): void;
  /** It could be reached and read: what failed before that is over, but requests that it left unanswered still count. */
  recover(): void;
  /**
   * Counts what speaks against the upstream; ignores what the caller or the credential caused. `isHasty`: the caller gave it
   * less time than is fair, so that its silence says nothing.
   */
  fail(error: unknown, options?: { isHasty: boolean }): void;
  health(): Health;
}

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
      return (error.httpStatus ?? 0) >= 500;
    default:
      return false;
  }
}

/**
 * Keeps callers of a broken upstream from waiting for it: opens after so many failures in a row, and lets a request through
 * from time to time. A try that hangs itself does not hold up the next: the first that succeeds closes it.
 */
export function createBreaker(options: BreakerOptions): Breaker {
  let failures = 0;
  /** Requests in a row that were sent and not answered in time. */
  let unanswered = 0;
  /** On the monotonic clock; undefined = closed. */
  let openUntilMs: number | undefined;
  /** Kept as a number: it is written at every call. */
  let lastSuccessMs: number | null = null;
  let lastFailureAt: string | null = null;
  let lastError: Health["lastError"] = null;

  return {
    admit() {
      if (openUntilMs === undefined) return;
      const leftMs = openUntilMs - performance.now();
      if (leftMs <= 0) {
        openUntilMs = performance.now() + options.openMs;
        return;
      }
      const seconds = Math.max(1, Math.ceil(leftMs / 1000));
      const message = `It failed ${Math.max(failures, unanswered)} times in a row; the next try is in ${seconds} s.`;
      throw new UpstreamError("breaker_open", message, { sent: false, retryAfterSeconds: seconds });
    },
    succeed() {
      failures = 0;
      unanswered = 0;
      openUntilMs = undefined;
      lastSuccessMs = Date.now();
    },
    recover() {
      failures = 0;
      lastSuccessMs = Date.now();
      if (unanswered < options.failures) openUntilMs = undefined;
    },
    fail(error, { isHasty } = { isHasty: false }) {
      if (!(error instanceof UpstreamError)) return;
      if (error.upstreamCode !== undefined) {
        // It is there, and answers.
        this.succeed();
        return;
      }
      if (!speaksAgainstUpstream(error) || (isHasty && error.code === "timeout")) return;
      failures += 1;
      if (error.code === "timeout" && error.sent) unanswered += 1;
      lastFailureAt = new Date().toISOString();
      lastError = { code: error.code, message: error.message };
      const isBroken = failures >= options.failures || unanswered >= options.failures;
      if (openUntilMs === undefined && isBroken) openUntilMs = performance.now() + options.openMs;
    },
    health() {
      const leftMs = openUntilMs === undefined ? 0 : Math.max(0, openUntilMs - performance.now());
      const state =
        openUntilMs !== undefined
          ? "open"
          : failures > 0
            ? "failing"
            : lastSuccessMs === null
              ? "unknown"
              : "ok";
      return {
        state,
        consecutiveFailures: failures,
        lastSuccessAt: lastSuccessMs === null ? null : new Date(lastSuccessMs).toISOString(),
        lastFailureAt,
        lastError,
        nextAttemptAt: openUntilMs === undefined ? null : new Date(Date.now() + leftMs).toISOString(),
      };
    },
  };
}
