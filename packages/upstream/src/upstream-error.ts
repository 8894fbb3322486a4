import type { ErrorCode } from "@patchops/contract";
import type { Challenge } from "./oauth/challenge.ts";

/** Codes of the contract, and `unauthorized`: the upstream wants a (better) credential, or one that may do more. */
export type UpstreamErrorCode =
  | Extract<
      ErrorCode,
      | "invalid_input"
      | "private_address"
      | "stdio_not_allowed"
      | "dns_failed"
      | "connection_refused"
      | "tls_failed"
      | "timeout"
      | "not_mcp"
      | "protocol_error"
      | "session_lost"
      | "upstream_error"
      | "process_failed"
      | "result_too_large"
      | "breaker_open"
      | "cancelled"
      | "unavailable"
    >
  | "unauthorized";

export interface UpstreamErrorOptions {
  /** Whether the request may have reached the upstream. */
  sent: boolean;
  /** Default: by code. */
  retryable?: boolean;
  /** Of a JSON-RPC error that the upstream answered. */
  upstreamCode?: number;
  /** Its `data`, as it came. */
  data?: unknown;
  httpStatus?: number;
  /** Of `private_address`: what an admin may allow. */
  host?: string;
  port?: number;
  /** Of `unauthorized`: what the protected resource said with it. */
  challenge?: Challenge;
  retryAfterSeconds?: number;
  /** Of `not_mcp`: the http(s) address that it answered with instead. */
  redirectsTo?: string;
  cause?: unknown;
}

const retryableCodes: readonly UpstreamErrorCode[] = [
  "dns_failed",
  "connection_refused",
  "timeout",
  "session_lost",
  "process_failed",
  "breaker_open",
  "unavailable",
];

/**
 * Everything that ends an outward request other than its result. The message names the host at most: the upstream's own
 * words appear only where it answered a JSON-RPC error (`upstreamCode` is set then).
 */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly code: UpstreamErrorCode;
  readonly sent: boolean;
  readonly retryable: boolean;
  readonly upstreamCode: number | undefined;
  readonly data: unknown;
  readonly httpStatus: number | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly challenge: Challenge | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly redirectsTo: string | undefined;

  constructor(code: UpstreamErrorCode, message: string, options: UpstreamErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.sent = options.sent;
    this.retryable = options.retryable ?? retryableCodes.includes(code);
    this.upstreamCode = options.upstreamCode;
    this.data = options.data;
    this.httpStatus = options.httpStatus;
    this.host = options.host;
    this.port = options.port;
    this.challenge = options.challenge;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.redirectsTo = options.redirectsTo;
  }

  /** The same failure of a step before the caller's own request: that one was not sent. */
  asNotSent(): UpstreamError {
    if (!this.sent) return this;
    const { code, message, retryable, httpStatus, challenge, retryAfterSeconds, redirectsTo } = this;
    return new UpstreamError(code, message, {
      sent: false,
      retryable,
      cause: this,
      ...(httpStatus === undefined ? {} : { httpStatus }),
      ...(challenge === undefined ? {} : { challenge }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...(redirectsTo === undefined ? {} : { redirectsTo }),
    });
  }
}
