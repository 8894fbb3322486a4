import type { ErrorBody, ErrorCode } from "@patchops/contract";

/**
 * A code of the server, or one of ours: `unreachable` (no answer at all) and `unexpected_answer` (something answered that
 * is not PatchOps). A newer server may send codes that this version does not list.
 */
export type PatchOpsErrorCode = ErrorCode | "unreachable" | "unexpected_answer" | (string & {});

export interface PatchOpsErrorOptions {
  retryable?: boolean | undefined;
  sent?: boolean | undefined;
  requestId?: string | undefined;
  next?: string | undefined;
  docs?: string | undefined;
  details?: Record<string, unknown> | undefined;
  httpStatus?: number | undefined;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/**
 * The only error that the SDK throws. Its message is written for people.
 *
 * @example
 * try {
 *   await client.tools.call("demo_list_order");
 * } catch (error) {
 *   if (!(error instanceof PatchOpsError) || error.code !== "unknown_tool") throw error;
 *   console.log(error.message, error.next, error.docs);
 * }
 */
export class PatchOpsError extends Error {
  override readonly name = "PatchOpsError";
  readonly code: PatchOpsErrorCode;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  /** Whether the request may have reached the other side; undefined where nothing was to be sent. */
  readonly sent: boolean | undefined;
  /** Finds the request in the server's log. */
  readonly requestId: string | undefined;
  /** What to do next: a sentence or a command. */
  readonly next: string | undefined;
  /** The address of the code's page in the server's documentation. */
  readonly docs: string | undefined;
  readonly details: Record<string, unknown> | undefined;
  /** The HTTP status that carried it; undefined when nothing answered. */
  readonly httpStatus: number | undefined;
  /** How long the server asks to wait before a retry. */
  readonly retryAfterMs: number | undefined;

  constructor(code: PatchOpsErrorCode, message: string, options: PatchOpsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.sent = options.sent;
    this.requestId = options.requestId;
    this.next = options.next;
    this.docs = options.docs;
    this.details = options.details;
    this.httpStatus = options.httpStatus;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The wire form, as HTTP answers and the CLI print it under `error`. */
  toJSON(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      ...(this.sent === undefined ? {} : { sent: this.sent }),
      ...(this.requestId === undefined ? {} : { requestId: this.requestId }),
      ...(this.next === undefined ? {} : { next: this.next }),
      ...(this.docs === undefined ? {} : { docs: this.docs }),
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }
}
