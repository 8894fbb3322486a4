import { expect, test } from "vitest";
import { callProgram, codePathOf } from "./call-program.ts";

test("a call becomes a program with its arguments", () => {
  expect(
    callProgram({ codePath: "tools.demo.list_orders", arguments: { limit: 3, "x-y": { deep: "a: b" } } }),
  ).toBe(`const answer = await tools.demo.list_orders({
  limit: 3,
  "x-y": {
    deep: "a: b"
  }
});
return answer;
`);
});

test("arguments that were not kept are said to be missing", () => {
  const program = callProgram({ codePath: "tools.demo.flaky", arguments: undefined });
  expect(program).toContain("were not stored");
  expect(program).toContain("tools.demo.flaky({})");
});

test("names that are no identifiers stand in brackets", () => {
  expect(codePathOf("demo", "list_orders")).toBe("tools.demo.list_orders");
  expect(codePathOf("my-server", "get-sum")).toBe('tools["my-server"]["get-sum"]');
});
