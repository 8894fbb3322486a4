import { expect, test } from "vitest";
import { readMapping, writeMapping } from "./mapping-text.ts";

test("a mapping is written and read back, and a line that is none is named", () => {
  const mapping = { orderId: "body.order.id", page: "query.page", all: "body" };
  expect(readMapping(writeMapping(mapping))).toEqual({ mapping });
  expect(readMapping(" \n")).toEqual({ mapping: undefined });
  expect(readMapping("orderId = order.id")).toEqual({
    problem: "“orderId = order.id” is no line like: orderId = body.order.id",
  });
});
