import { isJsonObject, type JsonObject } from "@patchops/protocol";

const maxBlobs = 10;
const maxDepth = 3;

/**
 * A result without the images and sounds in it, as tools and resources answer them, which go as content blocks of their own: as text they
 * would say nothing and cost much.
 */
export function takeBlobs(result: unknown): { value: unknown; blocks: JsonObject[] } {
  const blocks: JsonObject[] = [];
  function take(value: unknown, depth: number): unknown {
    if (depth > maxDepth) return value;
    if (Array.isArray(value)) return value.map((each) => take(each, depth + 1));
    if (!isJsonObject(value)) return value;
    const { type, data, mimeType } = value;
    const isBlob =
      (type === "image" || type === "audio") && typeof data === "string" && typeof mimeType === "string";
    if (isBlob && blocks.length < maxBlobs) {
      blocks.push({ type, data, mimeType });
      return { type, mimeType, shown: blocks.length };
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, take(each, depth + 1)]));
  }
  const value = take(result, 0);
  return { value: blocks.length > 0 ? value : result, blocks };
}
