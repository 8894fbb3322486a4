export { canonicalJson } from "./canonical-json.ts";
export { codeName } from "./code-name.ts";
export { detectEra, type Era, modernMetaKeys } from "./detect-era.ts";
export { encodeSseEvent, type SseEvent } from "./encode-sse-event.ts";
export { exceedsDepth } from "./exceeds-depth.ts";
export { exposedName } from "./exposed-name.ts";
export { headerNames } from "./header-names.ts";
export { decodeHeaderValue, encodeHeaderValue } from "./header-value.ts";
export { findHiddenCharacters, type HiddenCharacter, hasHiddenCharacters } from "./hidden-characters.ts";
export {
  type ClassifiedMessage,
  classifyMessage,
  isJsonObject,
  type JsonObject,
  type RpcErrorObject,
  type RpcFailure,
  type RpcId,
  type RpcMessage,
  type RpcNotification,
  type RpcRequest,
  type RpcResponse,
  type RpcResult,
} from "./json-rpc.ts";
export { isLogLevel, isLogWanted, type LogLevel, logLevels } from "./log-levels.ts";
export { MessageError } from "./message-error.ts";
export { nameFields } from "./name-fields.ts";
export { OpenRequests } from "./open-requests.ts";
export { type ParameterHeader, parameterHeaders, parameterHeaderValues } from "./parameter-headers.ts";
export { type ParseOptions, parseJson } from "./parse-json.ts";
export { parseMessage, parseMessages } from "./parse-message.ts";
export { RpcError } from "./rpc-error.ts";
export { rpcErrorCodes } from "./rpc-error-codes.ts";
export { type DecodedSseEvent, SseDecoder, type SseDecoderOptions, SseLimitError } from "./sse-decoder.ts";
export { readTraceContext, type TraceContext, withTraceContext } from "./trace-context.ts";
export {
  isLegacyVersion,
  type LegacyVersion,
  legacyVersions,
  modernVersion,
  negotiateVersion,
  newestLegacyVersion,
  supportedVersions,
} from "./versions.ts";
