import { isObject } from "../../ui/schema/json-schema.ts";

export type AnswerBlock = { kind: "text"; text: string } | { kind: "image"; source: string };

/** What browsers draw and cannot run. */
const imageTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

const maxBlocks = 20;
/** Of a text among others. */
const maxCharacters = 20_000;

/** undefined when there is something that is neither text nor a picture that browsers draw, or more than is read at a glance. */
export function readBlocks(content: unknown): AnswerBlock[] | undefined {
  if (!Array.isArray(content) || content.length === 0 || content.length > maxBlocks) return undefined;
  const blocks: AnswerBlock[] = [];
  for (const block of content) {
    if (!isObject(block)) return undefined;
    if (block.type === "text" && typeof block.text === "string") {
      if (content.length > 1 && block.text.length > maxCharacters) return undefined;
      blocks.push({ kind: "text", text: block.text });
    } else if (
      block.type === "image" &&
      typeof block.data === "string" &&
      typeof block.mimeType === "string" &&
      imageTypes.has(block.mimeType)
    ) {
      blocks.push({ kind: "image", source: `data:${block.mimeType};base64,${block.data}` });
    } else {
      return undefined;
    }
  }
  return blocks;
}
