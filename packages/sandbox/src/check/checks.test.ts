import { afterAll, expect, test } from "vitest";
import { createChecks } from "./create-checks.ts";

const declarations = `declare const input: any;
declare const tools: { demo: { list_orders(args?: { limit?: number }): Promise<{ orders: { id: string }[] }> } };`;
const types = { declarations, version: "1" };
const checks = createChecks();
afterAll(() => checks.close());
const check = (code: string, organizationId = "a") => checks.check({ organizationId, code, ...types });

test("complaints tell their place in the program's own source, and what was meant", async () => {
  expect(await check("const x = 1;\r\n\tawait tools.demo.list_order({});\nreturn x;")).toEqual({
    diagnostics: [
      {
        line: 2,
        column: 19,
        endLine: 2,
        endColumn: 29,
        code: "TS2551",
        message: expect.stringContaining("Did you mean 'list_orders'?"),
        meant: "list_orders",
        frame: `  1 | const x = 1;
> 2 | \tawait tools.demo.list_order({});
    | \t                 ^
  3 | return x;`,
      },
    ],
    isComplete: true,
  });
  expect(await check("return (await tools.demo.list_orders({ limit: 3 })).orders[0].id")).toEqual({
    diagnostics: [],
    isComplete: true,
  });
});

test("other types, other complaints, in the same process", async () => {
  const other = { declarations: "declare const tools: {};", version: "2" };
  const found = await checks.check({ organizationId: "a", code: "tools.demo", ...other });
  expect(found.diagnostics.map(({ code }) => code)).toEqual(["TS2339"]);
  expect((await check("tools.demo")).diagnostics).toEqual([]);
  expect(checks.processes()).toBe(1);
});

/** The compiler multiplies the members out, and then compares each with each. */
const slow = `type D = "0"|"1"|"2"|"3"|"4"|"5"|"6"|"7"|"8"|"9";
type F<T, N extends any[] = []> = N["length"] extends 900 ? N : F<T, [...N, { [K in keyof N]: F2<N[K], K> }]>;
type F2<T, K> = T extends any[] ? { [I in keyof T]: [T[I], K] } : T;
${Array.from({ length: 200 }, (_, index) => `type A${index} = \`\${D}\${D}\${D}\${D}\`; const a${index}: F<A${index}> = input; const b${index}: A${index} extends A${(index + 1) % 200} ? 1 : 2 = 3;`).join("\n")}`;

test("what is too much for the compiler is given up, is known the next time, and holds up nobody else", async () => {
  const bounded = createChecks({ maxCpuMs: 300 });
  try {
    const given = (code: string, organizationId: string) => bounded.check({ organizationId, code, ...types });
    await given("1", "b");
    const ended: string[] = [];
    const hostile = [slow, `${slow} `].map(async (code) => {
      expect(await given(code, "hostile")).toEqual({ diagnostics: [], isComplete: false });
      ended.push("hostile");
    });
    await given("const x: number = 'a'", "b").then(({ diagnostics }) => expect(diagnostics).toHaveLength(1));
    ended.push("b");
    await Promise.all(hostile);
    // One of them at most was ahead.
    expect(ended.indexOf("b")).toBeLessThan(2);
    const startedCount = bounded.processes();
    expect(await given(slow, "b")).toMatchObject({ isComplete: false });
    expect(bounded.processes()).toBe(startedCount);
  } finally {
    bounded.close();
  }
}, 60_000);

test.each([
  ["nested very deeply", `return ${"(".repeat(50_000)}1${")".repeat(50_000)}`],
  [
    "a union of a million members",
    `type D = "0"|"1"|"2"|"3"|"4"|"5"|"6"|"7"|"8"|"9"; const x: \`${["$", "{D}"].join("").repeat(6)}\` = 1;`,
  ],
  ["what closes the function around it", "} } } function x() {"],
])(
  "a program of %s is answered, and the next one is checked",
  async (_, code) => {
    const { diagnostics, isComplete } = await check(code, "deep");
    expect(isComplete && diagnostics.length === 0).toBe(false);
    expect(await check("return 1", "deep")).toEqual({ diagnostics: [], isComplete: true });
  },
  60_000,
);

test("a process ends when nothing is checked for a while", async () => {
  const idle = createChecks({ idleMs: 1 });
  try {
    expect(await idle.check({ organizationId: "a", code: "1", ...types })).toMatchObject({
      isComplete: true,
    });
    await expect.poll(() => idle.processes(), { timeout: 20_000 }).toBe(0);
  } finally {
    idle.close();
  }
}, 60_000);

test("an organization that floods is refused, one that goes away gives its turn up, and closing refuses all", async () => {
  const own = createChecks();
  const given = (code: string, signal?: AbortSignal) =>
    own.check({ organizationId: "a", code, ...types, ...(signal && { signal }) });
  const gone = new AbortController();
  const all = [
    given("0"),
    given("gone", gone.signal),
    ...Array.from({ length: 30 }, (_, index) => given(`${index}`)),
  ];
  gone.abort();
  own.close();
  const codes = (await Promise.allSettled(all)).map((end) =>
    end.status === "rejected" ? end.reason.code : "done",
  );
  expect(codes[1]).toBe("cancelled");
  expect(codes.filter((code) => code === "too_many_calls").length).toBe(11);
  expect(codes.filter((code) => code === "unavailable").length).toBe(20);
  await expect(given("1")).rejects.toMatchObject({ code: "unavailable" });
});
