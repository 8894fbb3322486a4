import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript-compiler";
import { expect, test } from "vitest";
import { createLanguage, isLibraryFile } from "./index.ts";

const folder = dirname(fileURLToPath(import.meta.resolve("typescript-compiler")));
const language = createLanguage(
  ts,
  new Map(
    readdirSync(folder)
      .filter(isLibraryFile)
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  ),
);
const declarations = `declare const input: any;
declare const tools: {
  demo: {
    /** Orders, the newest first. */
    list_orders(args?: { status?: "open" | "shipped" }): Promise<{ orders: { id: string; title: string; total?: number }[] }>;
  };
};`;
const schemaOf = (code: string) => language.inputSchema({ code, declarations });

test("a program declares its input, which is then known everywhere in it", () => {
  const code = "declare const input: { name: string };\nreturn input.name + input.nme;";
  expect(language.check({ code, declarations })).toMatchObject([{ code: 2551, meant: "name" }]);
  const exported = "declare const input: { name: string };\nexport default () => input.name;";
  expect(language.check({ code: exported, declarations })).toEqual([]);
  expect(language.check({ code: "if (1) { public const a = 1; }", declarations })).not.toEqual([]);
});

const order = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
test.each([
  ["declare const input: { id: string };\nreturn 1;"],
  ["interface Order { id: string }\ndeclare const input: Order;\nreturn 1;"],
  ["type Order = { id: string };\nconst { id }: Order = input;\nreturn id;"],
  ["const order = input as { id: string };\nreturn order;"],
  ["export default async (order: { id: string }) => order.id;"],
  ["export default async function run(order: { id: string }) { return order.id; }"],
])("the type of input is found: %s", (code) => {
  expect(schemaOf(code)).toEqual(order);
});

test.each([
  "return input.name;",
  "declare const input: any;",
  "const { a } = input;",
  "return 'input: string'",
])("a program that gives its input no type has no schema: %s", (code) => expect(schemaOf(code)).toBeNull());

test("what a type says is what the schema says", () => {
  const code = `
    type Level = "low" | "high";
    interface Node { name: string; children?: Node[] }
    declare const input: {
      /** Whose orders. */
      customer: string;
      limit?: number;
      level: Level;
      urgent?: boolean;
      note: string | null;
      tags: readonly string[];
      pair: [string, number];
      by: Record<string, number>;
      kind: "order";
      tree?: Node;
      at?: Date;
      run?: () => void;
      either?: string | { id: number };
    };
    return 1;`;
  expect(schemaOf(code)).toMatchObject({
    type: "object",
    required: ["customer", "level", "note", "tags", "pair", "by", "kind"],
    properties: {
      customer: { type: "string", description: "Whose orders." },
      limit: { type: "number" },
      level: { enum: ["low", "high"] },
      urgent: { type: "boolean" },
      note: { anyOf: [{ type: "null" }, { type: "string" }] },
      tags: { type: "array", items: { type: "string" } },
      pair: { type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } },
      by: { type: "object", additionalProperties: { type: "number" } },
      kind: { const: "order" },
      tree: { type: "object", properties: { name: { type: "string" } } },
      at: {},
      either: { anyOf: [{ type: "string" }, { type: "object" }] },
    },
  });
  expect(Object.keys(Object(schemaOf(code)?.properties))).not.toContain("run");
});

const at = (code: string) => {
  const offset = code.indexOf("|");
  return [{ code: code.slice(0, offset) + code.slice(offset + 1), declarations }, offset] as const;
};

test("what a tool answered is completed, and texts that an argument may be; names that stand alone are not", () => {
  const names = (code: string) => language.complete(...at(code))?.entries.map(({ name }) => name);
  const found = language.complete(...at("const { orders } = await tools.demo.list_orders();\norders[0].|"));
  expect(found?.entries.map(({ name, isOptional }) => [name, isOptional])).toEqual([
    ["id", false],
    ["title", false],
    ["total", true],
  ]);
  const total = language.describe(
    ...at("const { orders } = await tools.demo.list_orders();\norders[0].|"),
    "total",
  );
  expect(total?.text).toContain("total?: number");
  expect(names('await tools.demo.list_orders({ status: "|" })')).toEqual(["open", "shipped"]);
  expect(names("declare const input: { customer: string };\nreturn input.|")).toEqual(["customer"]);
  expect(names("return Ma|")).toBeUndefined();
});

test("a name is explained where it stands", () => {
  const [program, offset] = at("const { orders } = await tools.demo.list_|orders();\nreturn orders;");
  expect(language.explain(program, offset)).toMatchObject({
    from: program.code.indexOf("list_orders"),
    to: program.code.indexOf("list_orders") + "list_orders".length,
    text: expect.stringContaining("list_orders(args?:"),
    description: "Orders, the newest first.",
  });
  expect(language.explain(...at("return 1; | "))).toBeNull();
});
