import { exceedsDepth } from "./exceeds-depth.ts";
import { MessageError } from "./message-error.ts";

export interface ParseOptions {
  /** How deep objects and arrays may nest. Default 128. */
  maxDepth?: number;
}

/**
 * JSON from someone else. `__proto__` and `constructor` keys stay plain data: they become own properties, and nothing
 * here or in callers may merge parsed objects by assignment. Throws MessageError `too_deep` or `malformed_json`.
 */
export function parseJson(text: string, options: ParseOptions = {}): unknown {
  if (exceedsDepth(text, options.maxDepth ?? 128)) {
    throw new MessageError("too_deep", "The JSON is nested too deeply.");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new MessageError("malformed_json", "That is not JSON.");
  }
}
