import { expect, test } from "vitest";
import { firstLine } from "./first-line.ts";

test.each([
  ["// about\n\nconst a = 1;\nreturn a;", "const a = 1;"],
  ["declare const input: { n: number };\nreturn input.n;", "return input.n;"],
  ["declare const input: {\n  /** Whose. */\n  n: number;\n};\nreturn input.n;", "return input.n;"],
  [
    "interface Order {\n  id: string;\n}\ntype Id = string;\nconst order: Order = input;",
    "const order: Order = input;",
  ],
  ["// nothing", "// nothing"],
])("%j begins with %j", (code, line) => {
  expect(firstLine(code)).toBe(line);
});
