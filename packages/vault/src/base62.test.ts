import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { decodeBase62, encodeBase62 } from "./base62.ts";

test("bytes come back from base62, at one length for a count of bytes", () => {
  for (const [sizeBytes, length] of [
    [4, 6],
    [16, 22],
    [32, 43],
  ] as const) {
    const samples = [Buffer.alloc(sizeBytes), Buffer.alloc(sizeBytes, 0xff), randomBytes(sizeBytes)];
    for (const bytes of samples) {
      const text = encodeBase62(bytes);
      expect(text).toHaveLength(length);
      expect(decodeBase62(text, sizeBytes)).toEqual(bytes);
    }
  }
});

test("a text that stands for no such bytes is null", () => {
  expect(decodeBase62("zzzzzz", 4)).toBeNull();
  expect(decodeBase62("0000-0", 4)).toBeNull();
  expect(decodeBase62("00000", 4)).toBeNull();
});
