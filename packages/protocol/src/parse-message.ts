import { type ClassifiedMessage, classifyMessage } from "./json-rpc.ts";
import { MessageError } from "./message-error.ts";
import { type ParseOptions, parseJson } from "./parse-json.ts";

function classify(value: unknown): ClassifiedMessage {
  const classified = classifyMessage(value);
  if (classified === null) throw new MessageError("not_json_rpc", "That is not a JSON-RPC 2.0 message.");
  return classified;
}

/** One JSON-RPC message from its text. Throws MessageError; a batch is refused as `not_json_rpc`. */
export function parseMessage(text: string, options?: ParseOptions): ClassifiedMessage {
  return classify(parseJson(text, options));
}

/** One message, or the messages of a batch (revision 2025-03-26 alone has them). Throws MessageError, also for an empty batch. */
export function parseMessages(
  text: string,
  options?: ParseOptions,
): { messages: ClassifiedMessage[]; isBatch: boolean } {
  const value = parseJson(text, options);
  if (!Array.isArray(value)) return { messages: [classify(value)], isBatch: false };
  if (value.length === 0) throw new MessageError("not_json_rpc", "The batch is empty.");
  return { messages: value.map(classify), isBatch: true };
}
