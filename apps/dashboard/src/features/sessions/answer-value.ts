import { isObject } from "../../ui/schema/json-schema.ts";
import { parseJsonText } from "../playground/parse-json-text.ts";

/** What a program gets of a recorded MCP result: its structured content, else its one text, as JSON where it parses. */
export function answerValue(result: unknown): unknown {
  if (!isObject(result)) return undefined;
  if (isObject(result.structuredContent)) return result.structuredContent;
  const { content } = result;
  if (!Array.isArray(content) || content.length !== 1) return undefined;
  const [only]: unknown[] = content;
  if (!isObject(only) || typeof only.text !== "string") return undefined;
  const parsed = parseJsonText(only.text);
  return parsed.isValid ? parsed.value : only.text;
}
