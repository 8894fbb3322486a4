import { afterAll, expect, test } from "vitest";
import { createCompiler } from "./create-compiler.ts";

const compiler = createCompiler();
afterAll(() => compiler.close());

/** The stripper's time for it doubles with each repetition. */
const bomb = (salt: number) => `${"a?(b):c=>".repeat(24)}d${salt}`;

test("a source that breaks the stripper breaks it for nobody else", async () => {
  const deep = await compiler.compile(`${"(".repeat(100_000)}1${")".repeat(100_000)}`, "a");
  expect(deep).toMatchObject({ ok: false, code: "too_complicated" });
  expect(await compiler.compile("const a: number = 1; a", "a")).toMatchObject({ ok: true });
});

test("sources of one organization that take very long hold up nobody else, and end soon", async () => {
  const ended: string[] = [];
  const bombs = Array.from({ length: 4 }, async (_, index) => {
    const outcome = await compiler.compile(bomb(index), "hostile");
    ended.push("bomb");
    return outcome;
  });
  const others = ["b", "c"].map(async (organizationId) => {
    expect(await compiler.compile(`return "${organizationId}"`, organizationId)).toMatchObject({ ok: true });
    ended.push(organizationId);
  });
  await Promise.all([...bombs, ...others]);
  expect(await bombs[0]).toMatchObject({ ok: false, code: "too_complicated" });
  // One of them at most was ahead.
  expect(ended.indexOf("b")).toBeLessThan(2);
  expect(ended.indexOf("c")).toBeLessThan(3);
}, 120_000);

test("a source that took too long is known the next time, whoever sends it", async () => {
  await compiler.compile(bomb(0), "hostile");
  const ended: string[] = [];
  // What is read for somebody else meanwhile takes longer than what is not read at all.
  await Promise.all([
    compiler.compile("return 'new'", "third").then(() => ended.push("read")),
    compiler.compile(bomb(0), "other").then((outcome) => {
      expect(outcome).toMatchObject({ code: "too_complicated" });
      ended.push("known");
    }),
  ]);
  expect(ended).toEqual(["known", "read"]);
}, 120_000);

test("a large source is not taken for a complicated one", async () => {
  const lines = "const f = (a: number, b: string[]): number => a + b.length;\n".slice(0, -1);
  const large = Array.from({ length: 16_000 }, (_, index) => lines.replace("f", `f${index}`)).join("\n");
  expect(large.length).toBeGreaterThan(950_000);
  expect(await compiler.compile(large, "large")).toMatchObject({ ok: true });
}, 120_000);

test("the same source is compiled once", async () => {
  const first = compiler.compile("2 + 2", "a");
  expect(compiler.compile("2 + 2", "a")).toBe(first);
  expect(await first).toBe(compiler.known("2 + 2"));
});

test("what waits when it is closed is refused, and not called complicated", async () => {
  const own = createCompiler();
  const waiting = [own.compile("1 + 1", "a"), own.compile("1 + 2", "a")];
  const ended = Promise.allSettled(waiting);
  await own.close();
  for (const end of await ended) {
    expect(end).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
  }
});
