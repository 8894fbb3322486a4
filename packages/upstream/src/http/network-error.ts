import { UpstreamError } from "../upstream-error.ts";

const certificateCodes = /^(ERR_TLS_CERT|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/;
const tlsCodes = /^(ERR_TLS|ERR_SSL|EPROTO)/;
const limitCodes = new Set([
  "UND_ERR_HEADERS_OVERFLOW",
  "UND_ERR_RES_EXCEEDED_MAX_SIZE",
  "HPE_HEADER_OVERFLOW",
]);

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** What the network said, in our words; nothing of its text reaches a person. */
export function networkError(error: unknown, request: { host: string; wasSent: boolean }): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const { host, wasSent: sent } = request;
  const code = codeOf(error);
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") {
    return new UpstreamError("timeout", `No answer from ${host} in time.`, { sent, cause: error });
  }
  if (code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED") {
    return new UpstreamError("cancelled", "The connection was closed.", { sent, cause: error });
  }
  if (code === "UND_ERR_INVALID_ARG") {
    return new UpstreamError("invalid_input", "A header of the credential cannot be sent.", {
      sent,
      cause: error,
    });
  }
  if (certificateCodes.test(code)) {
    return new UpstreamError("tls_failed", `The TLS certificate of ${host} was not accepted.`, {
      sent,
      cause: error,
    });
  }
  if (tlsCodes.test(code)) {
    return new UpstreamError("tls_failed", `${host} does not speak TLS.`, { sent, cause: error });
  }
  if (limitCodes.has(code)) {
    return new UpstreamError("protocol_error", `${host} answered with headers beyond measure.`, {
      sent,
      cause: error,
    });
  }
  if (code.startsWith("HPE_")) {
    return new UpstreamError("protocol_error", `${host} did not answer in HTTP.`, { sent, cause: error });
  }
  if (sent) {
    return new UpstreamError("protocol_error", `${host} broke the connection off before it had answered.`, {
      sent,
      cause: error,
    });
  }
  return new UpstreamError("connection_refused", `${host} could not be reached.`, { sent, cause: error });
}
