import type { Tool } from "@patchops/contract";
import { expect, test } from "vitest";
import { filterTools } from "./filter-tools.ts";

function tool(connection: string, originalName: string, annotations: Record<string, unknown> = {}): Tool {
  return {
    name: `${connection}_${originalName}`,
    connection,
    connectionName: connection,
    originalName,
    codePath: `tools.${connection}.${originalName}`,
    title: null,
    description: `Does ${originalName}.`,
    inputSchema: { type: "object" },
    outputSchema: null,
    annotations,
    isAvailable: true,
    isSuspicious: false,
    contextTokens: 10,
    policy: "allow",
  };
}

const tools = [
  tool("shop", "send_email", { destructiveHint: true }),
  tool("shop", "list_orders", { readOnlyHint: true }),
  tool("linear", "create_issue"),
];
const names = (filter: Parameters<typeof filterTools>[1]) =>
  filterTools(tools, filter).flatMap((group) => group.tools.map((entry) => entry.name));

test("tools stand by connection, in the order of their names", () => {
  expect(filterTools(tools, {}).map((group) => group.connection)).toEqual(["linear", "shop"]);
  expect(names({})).toEqual(["linear_create_issue", "shop_list_orders", "shop_send_email"]);
});

test("words and kinds narrow them", () => {
  expect(names({ search: "SHOP email" })).toEqual(["shop_send_email"]);
  expect(names({ kind: "read_only" })).toEqual(["shop_list_orders"]);
  expect(names({ kind: "destructive", search: "orders" })).toEqual([]);
  expect(names({ connection: "linear" })).toEqual(["linear_create_issue"]);
});
