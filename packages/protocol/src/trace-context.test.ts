import { expect, test } from "vitest";
import { readTraceContext, withTraceContext } from "./trace-context.ts";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const parent = "00f067aa0ba902b7";
const traceparent = `00-${trace}-${parent}-01`;

test("a well-formed place is read, one of a later version as far as it is known", () => {
  expect(readTraceContext({ traceparent, tracestate: "a=1,b=2" })).toEqual({
    traceparent,
    tracestate: "a=1,b=2",
  });
  expect(readTraceContext({ traceparent: `cc-${trace}-${parent}-03-more` })).toEqual({
    traceparent: `00-${trace}-${parent}-03`,
  });
});

test.each([
  undefined,
  7,
  "",
  "00-1-2-01",
  traceparent.toUpperCase(),
  `${traceparent}-more`,
  `ff-${trace}-${parent}-01`,
  `00-${"0".repeat(32)}-${parent}-01`,
  `00-${trace}-${"0".repeat(16)}-01`,
  `cc-${trace}-${parent}-01-${"x".repeat(300)}`,
])("%j is ignored", (given) => {
  expect(readTraceContext({ traceparent: given, tracestate: "a=1" })).toBeNull();
});

test.each(["", "a=1\r\nx: y", "ä", "x".repeat(513), 7])("the state %j is left out", (tracestate) => {
  expect(readTraceContext({ traceparent, tracestate })).toEqual({ traceparent });
});

test("the state of another place does not stay behind in _meta", () => {
  const meta = { traceparent: "00-1-2-01", tracestate: "a=1", baggage: "b=2", "example.com/own": 1 };
  expect(withTraceContext(meta, { traceparent })).toEqual({
    baggage: "b=2",
    "example.com/own": 1,
    traceparent,
  });
});
