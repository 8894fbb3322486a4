import { errorDocsPath } from "./error-docs-path.ts";

/**
 * Every way in which PatchOps says no. A code is stable: clients and documentation link to it.
 * `httpStatus` is what an HTTP face answers; `retryable` is whether the same request may succeed later without a change.
 */
export const errorCodes = {
  invalid_input: { httpStatus: 400, retryable: false },
  malformed_request: { httpStatus: 400, retryable: false },
  unauthenticated: { httpStatus: 401, retryable: false },
  invalid_credentials: { httpStatus: 401, retryable: false },
  forbidden: { httpStatus: 403, retryable: false },
  insufficient_scope: { httpStatus: 403, retryable: false },
  step_up_required: { httpStatus: 403, retryable: false },
  origin_refused: { httpStatus: 403, retryable: false },
  account_suspended: { httpStatus: 403, retryable: false },
  organization_frozen: { httpStatus: 403, retryable: false },
  deletion_pending: { httpStatus: 403, retryable: false },
  signup_closed: { httpStatus: 403, retryable: false },
  owner_code_required: { httpStatus: 403, retryable: false },
  not_found: { httpStatus: 404, retryable: false },
  method_not_allowed: { httpStatus: 405, retryable: false },
  billing_not_set_up: { httpStatus: 409, retryable: false },
  payment_failed: { httpStatus: 402, retryable: false },
  conflict: { httpStatus: 409, retryable: false },
  too_large: { httpStatus: 413, retryable: false },
  unsupported_media_type: { httpStatus: 415, retryable: false },
  rate_limited: { httpStatus: 429, retryable: true },
  too_many_calls: { httpStatus: 429, retryable: true },
  quota_exceeded: { httpStatus: 429, retryable: false },
  cancelled: { httpStatus: 499, retryable: false },
  internal: { httpStatus: 500, retryable: false },
  unavailable: { httpStatus: 503, retryable: true },

  unknown_tool: { httpStatus: 404, retryable: false },
  unknown_prompt: { httpStatus: 404, retryable: false },
  unknown_resource: { httpStatus: 404, retryable: false },
  tool_error: { httpStatus: 502, retryable: false },
  tool_unavailable: { httpStatus: 409, retryable: false },
  policy_blocked: { httpStatus: 403, retryable: false },
  approval_required: { httpStatus: 403, retryable: false },
  approval_denied: { httpStatus: 403, retryable: false },
  approval_expired: { httpStatus: 403, retryable: false },
  definition_held: { httpStatus: 409, retryable: false },
  connection_paused: { httpStatus: 409, retryable: false },
  needs_sign_in: { httpStatus: 409, retryable: false },
  registration_needed: { httpStatus: 409, retryable: false },
  sign_in_unavailable: { httpStatus: 502, retryable: false },
  private_address: { httpStatus: 403, retryable: false },
  server_not_allowed: { httpStatus: 403, retryable: false },
  stdio_not_allowed: { httpStatus: 403, retryable: false },
  dns_failed: { httpStatus: 502, retryable: true },
  connection_refused: { httpStatus: 502, retryable: true },
  tls_failed: { httpStatus: 502, retryable: false },
  not_mcp: { httpStatus: 502, retryable: false },
  protocol_error: { httpStatus: 502, retryable: false },
  session_lost: { httpStatus: 502, retryable: true },
  upstream_error: { httpStatus: 502, retryable: false },
  process_failed: { httpStatus: 502, retryable: true },
  result_too_large: { httpStatus: 502, retryable: false },
  breaker_open: { httpStatus: 503, retryable: true },
  timeout: { httpStatus: 504, retryable: true },
} as const satisfies Record<string, { httpStatus: number; retryable: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

/** Whether a text is one of our codes (an answer of a newer server may hold others). */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

export interface AppErrorOptions {
  /** For errors of outward calls: whether the request may have reached the other side. */
  sent?: boolean;
  /** Overrides the code's default. */
  retryable?: boolean;
  /** What to do next, as one sentence or a command. */
  next?: string;
  /** Seconds until a retry makes sense. */
  retryAfterSeconds?: number;
  /** Which field was wrong, the upstream's own code and data, …; safe to show. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** The one error family: thrown low, mapped once per face. Its message is written for the person who reads it. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly sent: boolean | undefined;
  readonly next: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? errorCodes[code].retryable;
    this.sent = options.sent;
    this.next = options.next;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.details = options.details;
  }

  get httpStatus(): number {
    return errorCodes[this.code].httpStatus;
  }
}

/** An error as every face writes it: `{ error: { … } }` over HTTP and in the CLI, `data` in tRPC and JSON-RPC. */
export interface ErrorBody {
  code: string;
  message: string;
  retryable: boolean;
  sent?: boolean;
  /** Seconds until a retry makes sense; over HTTP in `Retry-After` as well. */
  retryAfterSeconds?: number;
  requestId?: string;
  next?: string;
  /** The address of the code's page in the documentation. */
  docs?: string;
  details?: Record<string, unknown>;
}

/** Where an error is told: the request that it ends, and the instance whose documentation explains it. */
export interface ErrorPlace {
  requestId?: string | undefined;
  /** Without a slash at the end. */
  publicUrl?: string | undefined;
}

/** The wire form of an error. Anything that is not an `AppError` becomes `internal`, its text withheld. */
export function errorBody(error: unknown, { requestId, publicUrl }: ErrorPlace = {}): ErrorBody {
  const known =
    error instanceof AppError
      ? error
      : new AppError("internal", "Something went wrong on our side. The request id finds it in the log.");
  return {
    code: known.code,
    message: known.message,
    retryable: known.retryable,
    ...(known.sent === undefined ? {} : { sent: known.sent }),
    ...(known.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: known.retryAfterSeconds }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(known.next === undefined ? {} : { next: known.next }),
    ...(publicUrl === undefined ? {} : { docs: `${publicUrl}${errorDocsPath(known.code)}` }),
    ...(known.details === undefined ? {} : { details: known.details }),
  };
}
