import { expect, test } from "vitest";
import { toolSignature } from "./tool-signature.ts";

const signature = (inputSchema: Record<string, unknown>) => toolSignature({ name: "t", inputSchema });

test("a tool without arguments", () => {
  expect(signature({ type: "object" })).toBe("t()");
});

test("required, optional, listed, choosable and nameless kinds of arguments", () => {
  expect(
    signature({
      type: "object",
      properties: {
        id: { type: "string" },
        count: { type: "integer" },
        kind: { enum: ["a", "b"] },
        tags: { type: "array", items: { type: "string" } },
        either: { type: "array", items: { anyOf: [{ type: "string" }, { type: "null" }] } },
        "x-y": { type: ["string", "null"] },
        deep: { type: "object", properties: { a: {} } },
        free: true,
      },
      required: ["id"],
    }),
  ).toBe(
    't({ id: string, count?: number, kind?: "a" | "b", tags?: string[], either?: (string | null)[], "x-y"?: string | null, deep?: object, free?: any })',
  );
});

test("what a foreign schema hides in a name is shown, not sent to the terminal", () => {
  expect(signature({ properties: { "a\u001b[2J": { type: "string" } } })).toBe(
    String.raw`t({ "a\u001b[2J"?: string })`,
  );
  expect(toolSignature({ name: "t\u202e", inputSchema: {} })).toBe(String.raw`t\u{202e}()`);
});
