import { expect, test } from "vitest";
import { definitionText } from "./definition-text.ts";

test("the lines of a long text stand below each other, and all of a definition is still there", () => {
  const definition = {
    name: "x",
    description: "one\ntwo \\no line\n\\\nend",
    inputSchema: { type: "object" },
  };
  const text = definitionText(definition);
  expect(text.split("\n").slice(2, 6)).toEqual([
    '  "description": "one\\n',
    "two \\\\no line\\n",
    "\\\\\\n",
    'end",',
  ]);
  expect(JSON.parse(text.replaceAll(/\\n\n/g, "\\n"))).toEqual(definition);
});
