import { expect, test } from "vitest";
import { resolveRef } from "./resolve-ref.ts";

const items = [
  { id: "01a", name: "demo" },
  { id: "01b", name: "demo-two" },
  { id: "02c", name: "twin" },
  { id: "02d", name: "twin" },
];
const find = (ref: string) =>
  resolveRef(items, ref, { kind: "thing", namesOf: ({ id, name }) => [id, name], next: "list them" }).id;

test("a whole name wins over a beginning", () => {
  expect(find("demo")).toBe("01a");
  expect(find("demo-")).toBe("01b");
  expect(find("02d")).toBe("02d");
});

test("what may be several, or is none, is refused", () => {
  expect(() => find("0")).toThrow("may be more than one thing: 01a, 01b, 02c, 02d");
  expect(() => find("twin")).toThrow("may be more than one thing: 02c, 02d");
  expect(() => find("x")).toThrow('There is no thing "x".');
});
