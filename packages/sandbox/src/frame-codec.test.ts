import { expect, test } from "vitest";
import { createFrameReader, encodeFrame } from "./frame-codec.ts";

test("frames survive any cut of the stream", () => {
  const sent = [["a", { text: "é✓😀" }], [], [1, "x".repeat(5_000)]];
  const bytes = Buffer.concat(sent.map(encodeFrame));
  for (const size of [1, 3, 7, 4_096, bytes.length]) {
    const received: unknown[] = [];
    const read = createFrameReader(10_000, (messages) => received.push(messages));
    for (let from = 0; from < bytes.length; from += size) read(bytes.subarray(from, from + size));
    expect(received).toEqual(sent);
  }
});

test("a frame that announces too much is refused before it is collected", () => {
  const read = createFrameReader(100, () => undefined);
  expect(() => read(encodeFrame(["x".repeat(200)]))).toThrow(RangeError);
});
