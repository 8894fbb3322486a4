import type { AnswerPath } from "@patchops/sandbox";

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where a content block holds base64: an image or a sound itself, an embedded file in its `resource` (MCP, ContentBlock). */
function blobOfBlock(block: unknown, path: AnswerPath): AnswerPath[] {
  if (!isObject(block)) return [];
  if (block.type === "resource") return blobOfContents(block.resource, [...path, "resource"]);
  const isBinary = block.type === "image" || block.type === "audio";
  return isBinary && typeof block.data === "string" ? [path] : [];
}

function blobOfContents(contents: unknown, path: AnswerPath): AnswerPath[] {
  return isObject(contents) && typeof contents.blob === "string" ? [path] : [];
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Of a tool's content, of which a program gets one block alone, or the list of all. */
export function blobsOfContent({ content, structuredContent }: Record<string, unknown>): AnswerPath[] {
  if (structuredContent !== undefined) return [];
  const blocks = listOf(content);
  return blocks.flatMap((block, at) => blobOfBlock(block, blocks.length === 1 ? [] : [at]));
}

/** Of what `resources/read` answers. */
export function blobsOfResource({ contents }: Record<string, unknown>): AnswerPath[] {
  return listOf(contents).flatMap((each, at) => blobOfContents(each, ["contents", at]));
}

/** Of what `prompts/get` answers. */
export function blobsOfPrompt({ messages }: Record<string, unknown>): AnswerPath[] {
  return listOf(messages).flatMap((message, at) =>
    isObject(message) ? blobOfBlock(message.content, ["messages", at, "content"]) : [],
  );
}
