import { CompletionContext } from "@codemirror/autocomplete";
import { javascript } from "@codemirror/lang-javascript";
import { EditorState } from "@codemirror/state";
import type { Tool } from "@patchops/contract";
import { expect, test } from "vitest";
import { completeTools } from "./tool-completions.ts";
import { buildToolTable } from "./tool-table.ts";

function tool(codePath: string, inputSchema: Record<string, unknown>): Tool {
  return {
    name: codePath.replaceAll(".", "_"),
    connection: "demo",
    connectionName: "Demo",
    originalName: codePath.split(".").at(-1) ?? "",
    codePath,
    title: null,
    description: null,
    inputSchema,
    outputSchema: null,
    annotations: {},
    isAvailable: true,
    isSuspicious: false,
    contextTokens: 1,
    policy: "allow",
  };
}

const table = buildToolTable([
  tool("tools.demo.list_orders", {
    type: "object",
    properties: {
      limit: { type: "integer" },
      status: { type: "string", enum: ["open", "shipped"] },
      id: { type: "string" },
    },
    required: ["id"],
  }),
  tool("tools.demo.flaky", { type: "object", properties: {} }),
  tool("tools.linear.create_issue", { type: "object", properties: { title: { type: "string" } } }),
]);

/** The labels offered at the `|` of a program. */
function offered(program: string): string[] | null {
  const position = program.indexOf("|");
  const state = EditorState.create({
    doc: program.replace("|", ""),
    extensions: javascript({ typescript: true }),
  });
  const result = completeTools(new CompletionContext(state, position, false), table);
  return result?.options.map((option) => option.label) ?? null;
}

test("after tools. stand the connections, after a connection its tools", () => {
  expect(offered("await tools.|")).toEqual(["demo", "linear", "search", "describe"]);
  expect(offered("const a = await tools.demo.|")).toEqual(["list_orders", "flaky"]);
  expect(offered('await tools["demo"].li|')).toEqual(["list_orders", "flaky"]);
  expect(offered("await tools.nobody.|")).toBeNull();
  expect(offered("const tool|")).toBeNull();
});

test("inside a call stand its arguments, required first, less those given", () => {
  expect(offered("await tools.demo.list_orders({ | })")).toEqual(["id", "limit", "status"]);
  expect(offered('await tools.demo.list_orders({ id: "a", li| })')).toEqual(["limit", "status"]);
  expect(offered("await tools.demo.list_orders({\n  limit: 3,\n  |\n})")).toEqual(["id", "status"]);
  expect(offered("await tools.demo.list_orders({ limit: | })")).toBeNull();
  expect(offered("other({ | })")).toBeNull();
});

test("listed values are offered inside their text", () => {
  expect(offered('await tools.demo.list_orders({ status: "|" })')).toEqual(["open", "shipped"]);
  expect(offered('await tools.demo.list_orders({ id: "|" })')).toBeNull();
});
