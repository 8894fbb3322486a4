/** Where in an answer something stands: the keys from the outside in. */
export type AnswerPath = readonly (string | number)[];

/**
 * The text of an answer. What stands at the paths in `blobs`, objects with base64 in `data` or `blob`, the program gets
 * as `ContentBlob`: by its place, since any mark in the value itself could be one that an upstream wrote.
 */
export function encodeAnswer(value: unknown, blobs: readonly AnswerPath[] = []): string {
  const text = JSON.stringify(value) ?? "null";
  return blobs.length === 0 ? text : `b${JSON.stringify(blobs)}\n${text}`;
}
