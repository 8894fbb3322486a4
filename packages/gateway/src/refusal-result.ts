import { type AppError, type ErrorCode, type ErrorPlace, errorBody } from "@patchops/contract";

/** Errors of the request itself: they stay JSON-RPC errors. */
const rpcRefusals: ReadonlySet<ErrorCode> = new Set([
  "unknown_tool",
  "malformed_request",
  "not_found",
  "internal",
]);

/**
 * A call that could not be made, as a tool result with `isError`; null for an error that belongs to the protocol.
 * Clients show such a result to their model, which can do something else then; a JSON-RPC error ends many agents' runs, and an HTTP
 * status such as 429 hides the words from it, or leaves it waiting (docs/adr/0016-refused-calls-as-results.md).
 */
export function refusalResult(error: AppError, place: ErrorPlace): Record<string, unknown> | null {
  if (rpcRefusals.has(error.code) || error.details?.upstreamCode !== undefined) return null;
  const { message, ...facts } = errorBody(error, place);
  const sentWords = error.sent === undefined ? "" : error.sent ? " The call was sent." : " Nothing was sent.";
  const nextWords = error.next === undefined ? "" : ` ${error.next}`;
  return {
    content: [{ type: "text", text: `${message}${sentWords}${nextWords} (${error.code})` }],
    isError: true,
    _meta: { "patchops/error": facts },
  };
}
