import { afterAll, expect, test } from "vitest";
import { createCompiler } from "./create-compiler.ts";

const compiler = createCompiler();
afterAll(() => compiler.close());

test("a source that breaks the stripper breaks it for nobody else", async () => {
  const deep = await compiler.compile(`${"(".repeat(100_000)}1${")".repeat(100_000)}`);
  expect(deep).toMatchObject({ ok: false, code: "syntax_error" });
  expect(await compiler.compile("const a: number = 1; a")).toMatchObject({ ok: true });
});

test("a source that took too long is tried anew the next time", async () => {
  const hasty = createCompiler({ timeoutMs: 1 });
  const large = "a = 1;\n".repeat(200_000);
  const first = hasty.compile(large);
  expect(await first).toMatchObject({ ok: false });
  expect(hasty.compile(large)).not.toBe(first);
  await hasty.close();
});

test("the same source is compiled once", () => {
  expect(compiler.compile("2 + 2")).toBe(compiler.compile("2 + 2"));
});
