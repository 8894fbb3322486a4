import { expect, test } from "vitest";
import { createFrameReader, encodeFrame } from "./frame-codec.ts";

test("frames survive any cut of the stream", () => {
  const sent = [["a", { text: "é✓😀\n\u2028\r" }], [], [1, "x".repeat(5_000)]];
  const bytes = Buffer.from(sent.map(encodeFrame).join(""));
  for (const size of [1, 3, 7, 4_096, bytes.length]) {
    const received: unknown[] = [];
    const read = createFrameReader(10_000, (messages) => received.push(messages));
    for (let from = 0; from < bytes.length; from += size) read(bytes.subarray(from, from + size));
    expect(received).toEqual(sent);
  }
});

test("a frame that grows too large is refused before its end", () => {
  const read = createFrameReader(100, () => undefined);
  read(Buffer.from("x".repeat(60)));
  expect(() => read(Buffer.from("x".repeat(60)))).toThrow(RangeError);
});

test("a frame that is no JSON is refused", () => {
  expect(() => createFrameReader(100, () => undefined)(Buffer.from("[1\n"))).toThrow(SyntaxError);
});
