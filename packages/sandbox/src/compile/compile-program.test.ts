import { expect, test } from "vitest";
import { compileProgram } from "./compile-program.ts";
import { mapPosition } from "./map-position.ts";

function compiled(code: string) {
  const outcome = compileProgram(code);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome;
}

test("types become spaces: every line keeps its length", () => {
  const code =
    "interface A { x: 'é✓' }\nconst a: Array<string> = []; // é\nfunction f<T>(x: T): T { return x }";
  const body = compiled(code).script.slice(compiled(code).headLength);
  expect(
    body
      .split("\n")
      .slice(0, 3)
      .map((line) => line.length),
  ).toEqual(code.split("\n").map((line) => line.length));
});

test("only the last expression is returned, and positions on its line lead back", () => {
  const program = compiled("const a = 1;\n  a.b.c");
  expect(program.script).toContain("\n  return a.b.c");
  expect(mapPosition(program, 2, 12)).toEqual({ line: 2, column: 5 });
  expect(mapPosition(program, 2, 2)).toEqual({ line: 2, column: 2 });
});

test("a program cannot close the function it is wrapped in", () => {
  expect(compileProgram("}); globalThis.x = 1; (async () => {")).toMatchObject({
    ok: false,
    code: "syntax_error",
  });
  expect(compileProgram("return 1 }); globalThis.x = 1; (async () => {")).toMatchObject({ ok: false });
});

test.each([
  ["\n\nconst x: number = ;", 3, 19],
  ["let a = 1;\nlet a = 2;", 2, 5],
  ["function f(a {", 1, 14],
  ["const a = 'x\n", 1, 11],
  ["return (1 + ;", 1, 13],
  ["return 5 +", 1, 11],
])("a syntax error tells its place: %j", (code, line, column) => {
  expect(compileProgram(code)).toMatchObject({ ok: false, code: "syntax_error", line, column });
});

test.each([
  ["import fs from 'node:fs'", 1, 1],
  ["const a = 1;\nexport * from './x'", 2, 1],
  ["export { a } from './x'", 1, 1],
  ["  import x from 'y'\nreturn x", 1, 3],
  ["1;\nimport fs = require('fs')", 2, 1],
])("modules are refused by name, and the way out is told: %j", (code, line, column) => {
  const refused = compileProgram(code);
  expect(refused).toMatchObject({ ok: false, code: "module_not_available", line, column });
  expect(refused).toHaveProperty("message", expect.stringContaining("tools.<connection>.<tool>(args)"));
});

test.each([
  ["1;\nenum Color { Red }", 2, 1, "as const"],
  ["namespace A { export const a = 1 }", 1, 1, "object"],
  ["class A { constructor(private x: number) {} }", 1, 31, "constructor"],
  ["const a = 1;\n  export const b = a;\nreturn b", 2, 3, "Take the `export` away"],
  ["const a = <number>input", 1, 11, "as Type"],
])("what is more than a type is refused with what to write instead: %j", (code, line, column, next) => {
  const refused = compileProgram(code);
  expect(refused).toMatchObject({ ok: false, code: "syntax_error", line, column });
  expect(refused).toHaveProperty("message", expect.stringContaining(next));
});

test("a hashbang, an empty program and odd line ends compile", () => {
  for (const code of ["#!/usr/bin/env node\n1", "", "1;\r\n2;\u20283", "// only a comment"]) {
    expect(compileProgram(code).ok).toBe(true);
  }
});
