import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { leastInput, startSnippets } from "./start-snippets.ts";

const schema = {
  type: "object",
  properties: {
    order: { type: "string", default: "It's $HOME" },
    count: { type: "integer" },
    note: { type: "string" },
  },
  required: ["order", "count"],
};
const url = "http://127.0.0.1:3000";
const text = (id: string, input: unknown) =>
  startSnippets.find((each) => each.id === id)?.make({ url, name: "weekly-report", input }) ?? "";

test("what has to be given stands in each, what may be left out does not", () => {
  expect(leastInput(schema)).toEqual({ order: "It's $HOME", count: 0 });
  expect(leastInput({ type: "object", properties: { note: { type: "string" } } })).toBeUndefined();
  expect(leastInput(null)).toBeUndefined();
  expect(text("program", { count: 0 })).toBe(
    'const result = await workflows.run("weekly-report", {"count":0});',
  );
  expect(text("program", undefined)).toBe('const result = await workflows.run("weekly-report");');
  expect(text("sdk", undefined)).toContain("process.env.PATCHOPS_API_KEY");
});

test("a shell reads the input back as it was", () => {
  const script = `npx() { printf '%s\\0' "$@"; }\n${text("cli", leastInput(schema))}`;
  const words = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
  expect(words.slice(0, -1)).toEqual(["patchops", "workflows", "run", "weekly-report", "--input"]);
  expect(JSON.parse(words.at(-1) ?? "")).toEqual({ order: "It's $HOME", count: 0 });
});
