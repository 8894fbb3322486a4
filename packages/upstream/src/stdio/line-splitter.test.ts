import { expect, it } from "vitest";
import { createLineSplitter } from "./line-splitter.ts";

it("finds the same lines wherever the chunks are cut", () => {
  const lines = ["{}", "", "é世界🙂", "x".repeat(40), "\r", "last"];
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  for (let size = 1; size <= bytes.length; size += 1) {
    const split = createLineSplitter(100, 1_000);
    const found = [];
    for (let at = 0; at < bytes.length; at += size)
      found.push(...(split(bytes.subarray(at, at + size)) ?? []));
    expect(found).toEqual(lines);
  }
});

it("keeps the ends of a line that is too long, and goes on after it", () => {
  const split = createLineSplitter(1_000, 1_000_000);
  const line = `{"start":1,"x":"${"y".repeat(5_000)}","end":2}`;
  const found = [];
  for (let at = 0; at < line.length; at += 100)
    found.push(...(split(Buffer.from(line.slice(at, at + 100))) ?? []));
  found.push(...(split(Buffer.from("\nnext\n")) ?? []));
  expect(found).toHaveLength(2);
  expect(found[0]).toMatchObject({
    start: expect.stringMatching(/^\{"start":1/),
    end: expect.stringMatching(/"end":2\}$/),
  });
  expect(found[1]).toBe("next");
});

it("gives up a line without end", () => {
  const split = createLineSplitter(10, 100);
  expect(split(Buffer.from("x".repeat(100)))).toEqual([]);
  expect(split(Buffer.from("x"))).toBeNull();
});
