import { expect, test } from "vitest";
import { readBlocks } from "./read-blocks.ts";

test("texts and pictures are read in their order", () => {
  expect(
    readBlocks([
      { type: "text", text: "A logo:" },
      { type: "image", mimeType: "image/png", data: "iVBORw0KGgo=" },
    ]),
  ).toEqual([
    { kind: "text", text: "A logo:" },
    { kind: "image", source: "data:image/png;base64,iVBORw0KGgo=" },
  ]);
});

test("what is neither is left to the JSON view: nothing of an answer is hidden", () => {
  expect(readBlocks([])).toBeUndefined();
  expect(readBlocks("text")).toBeUndefined();
  expect(
    readBlocks([
      { type: "text", text: "a" },
      { type: "resource_link", uri: "x:" },
    ]),
  ).toBeUndefined();
  expect(readBlocks([{ type: "image", mimeType: "image/svg+xml", data: "PHN2Zz4=" }])).toBeUndefined();
  expect(readBlocks(Array.from({ length: 21 }, () => ({ type: "text", text: "a" })))).toBeUndefined();
});
