import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript-compiler";
import { expect, test } from "vitest";
import { createLanguage } from "./create-language.ts";
import { isLibraryFile } from "./is-library-file.ts";

const folder = dirname(fileURLToPath(import.meta.resolve("typescript-compiler")));
const names = readdirSync(folder).filter(isLibraryFile);
const { check: checkProgram } = createLanguage(
  ts,
  new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")])),
);

const declarations = `declare const input: any;
declare class ToolError extends Error { readonly code: string }
declare const tools: {
  demo: {
    list_orders(args?: { limit?: number; status?: "open" | "shipped" }): Promise<{ orders: { id: string }[] }>;
  };
};`;
const check = (code: string) =>
  checkProgram({ code, declarations }).map(({ from, to, message }) => [code.slice(from, to), message]);

test("what the sandbox runs has no problem", () => {
  expect(
    check(`
      const { orders } = await tools.demo.list_orders({ limit: 3, status: "open" });
      const pick = (order) => order.id;
      try { console.log(orders.map(pick), input.anything); } catch (error) { console.warn(error.message); }
      await new Promise((resolve) => setTimeout(resolve, 10));
      const id = crypto.randomUUID();
      const bytes = new TextEncoder().encode(structuredClone(id));
      const url = new URL("/a", "https://example.com");
      for (const [name, value] of url.searchParams) console.log(name, value.length);
      if (bytes.length > 1) return Object.groupBy(orders, (order) => order.id);
      return Promise.withResolvers();
    `),
  ).toEqual([]);
});

test("a hashbang is no problem", () => {
  expect(check("#!/usr/bin/env patchops\nreturn input;")).toEqual([]);
});

test("a program may export its function instead", () => {
  expect(check("export default async () => (await tools.demo.list_orders()).orders;")).toEqual([]);
  expect(check("export default () => tools.demo.list_order();")).toHaveLength(1);
});

test.each([
  ["return tools.demo.list_order({})", "list_order", "list_orders"],
  ["tools.demo.list_order({})", "list_order", "list_orders"],
  ["tools.demo.list_orders({ limt: 3 })", "limt", "limit"],
  ['tools.demo.list_orders({ status: "opened" })', "status", '"open"'],
  ['tools.demo.list_orders({ limit: "three" })', "limit", "number"],
  ["tools.dema.list_orders()", "dema", "demo"],
  ["document.title", "document", "document"],
  ["const a: number = ;", ";", "Expression expected"],
  ["enum Color { Red }", "Color", "erasableSyntaxOnly"],
])("%s: the place and the reason", (code, place, words) => {
  const problems = check(`const x = 1;\n${code}`);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.[0]).toBe(place);
  expect(problems[0]?.[1]).toContain(words);
});

test.each([
  ["await tools.demo.list_order({});", "list_orders"],
  ["await tools.demo.list_orders({ limt: 3 });", "limit"],
  ["const orders = 1; return ordres;", "orders"],
  ["await tools.demo.refund({});", undefined],
])("%s: the name that was meant", (code, meant) => {
  expect(checkProgram({ code, declarations }).map((problem) => problem.meant)).toEqual([meant]);
});

test("what is missing at the end has a place inside the program", () => {
  const code = "if (input) {";
  for (const { from, to } of checkProgram({ code, declarations })) {
    expect([from, to].every((offset) => offset >= 0 && offset <= code.length)).toBe(true);
  }
  expect(check(code)).not.toEqual([]);
});

test("other tools, other problems", () => {
  const code = "await tools.demo.list_orders({});";
  expect(checkProgram({ code, declarations: "declare const tools: {};" })).toHaveLength(1);
  expect(check(code)).toEqual([]);
});
