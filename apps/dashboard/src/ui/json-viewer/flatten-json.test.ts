import { expect, test } from "vitest";
import { closedAtFirst, flattenJson, shownLines } from "./flatten-json.ts";

test("a value becomes lines in reading order, each knowing where it ends", () => {
  const { nodes, isCut } = flattenJson(
    { orders: [{ id: 1, title: 'A "b"' }, null], total: 2, empty: {} },
    100,
  );
  expect(isCut).toBe(false);
  expect(nodes.map((node) => [node.depth, node.key, node.kind, node.text, node.size, node.end])).toEqual([
    [0, null, "object", "", 3, 8],
    [1, "orders", "array", "", 2, 6],
    [2, 0, "object", "", 2, 5],
    [3, "id", "number", "1", 0, 4],
    [3, "title", "string", '"A \\"b\\""', 0, 5],
    [2, 1, "null", "null", 0, 6],
    [1, "total", "number", "2", 0, 7],
    [1, "empty", "object", "", 0, 8],
  ]);
});

test("closing a line hides what is inside it and nothing else", () => {
  const { nodes } = flattenJson({ a: [1, [2, 3]], b: 4 }, 100);
  expect(shownLines(nodes, new Set([1])).map((index) => nodes[index]?.key)).toEqual([null, "a", "b"]);
  expect(shownLines(nodes, new Set([0]))).toEqual([0]);
  expect(shownLines(nodes, new Set())).toHaveLength(nodes.length);
});

test("the number of lines is bounded, and every open part is closed", () => {
  const { nodes, isCut } = flattenJson(
    Array.from({ length: 500 }, (_, index) => ({ index })),
    100,
  );
  expect(isCut).toBe(true);
  expect(nodes).toHaveLength(100);
  expect(nodes.every((node) => node.end > 0 && node.end <= 100)).toBe(true);
});

test("depth has no limit and a long text is cut", () => {
  let deep: unknown = "x".repeat(5_000);
  for (let depth = 0; depth < 20_000; depth += 1) deep = [deep];
  const { nodes } = flattenJson(deep, 50_000);
  expect(nodes).toHaveLength(20_001);
  expect(nodes.at(-1)).toMatchObject({ kind: "string", cut: 3_000 });
});

test("small values are open at first, large ones below the second level closed", () => {
  expect(closedAtFirst(flattenJson({ a: { b: 1 } }, 100).nodes, 1).size).toBe(0);
  const large = flattenJson({ a: Array.from({ length: 100 }, () => ({ b: 1 })) }, 1_000).nodes;
  expect(closedAtFirst(large, 2).size).toBe(100);
});
