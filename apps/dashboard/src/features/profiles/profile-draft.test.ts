import type { Profile, Tool } from "@patchops/contract";
import { expect, test } from "vitest";
import {
  costOf,
  draftOf,
  inputOf,
  isInside,
  isSame,
  withConnection,
  withInside,
  withTool,
} from "./profile-draft.ts";

function tool(connection: string, originalName: string): Tool {
  return {
    name: `${connection}_${originalName}`,
    connection,
    connectionName: connection,
    originalName,
    codePath: `tools.${connection}.${originalName}`,
    title: null,
    description: "Eight ch",
    inputSchema: {},
    outputSchema: null,
    annotations: {},
    isAvailable: true,
    isSuspicious: false,
    contextTokens: 100,
    policy: "allow",
  };
}

const shop = [tool("shop", "read"), tool("shop", "write")];
const [read, write] = shop as [Tool, Tool];
const send = tool("mail", "send");
const all = [...shop, send];

const profile: Profile = {
  id: "1",
  slug: "reading",
  name: "Reading",
  url: "http://x/mcp/p/reading",
  isDefault: false,
  isToolSearch: false,
  isCodeMode: false,
  connections: ["shop"],
  tools: [{ tool: "shop_write", isIncluded: false, name: null, description: null }],
  toolCount: 1,
  contextTokens: 100,
  keys: 0,
  createdAt: "",
  updatedAt: "",
};

test("a draft is what is stored, and unchanged once it is back where it was", () => {
  const draft = draftOf(profile);
  expect(all.map((each) => isInside(draft, each))).toEqual([true, false, false]);
  const there = withInside(draft, write, true);
  expect(inputOf(there).tools).toEqual([]);
  expect(isSame(there, draft)).toBe(false);
  expect(isSame(withInside(there, write, false), draft)).toBe(true);
});

test("a connection goes in and out whole, keeping the names that its tools were given", () => {
  const named = withTool(draftOf(profile), "shop_read", { name: "look" });
  const out = withConnection(named, { connection: "shop", tools: shop }, false);
  expect(shop.some((each) => isInside(out, each))).toBe(false);
  const back = withConnection(out, { connection: "shop", tools: shop }, true);
  expect(inputOf(back)).toMatchObject({
    connections: ["shop"],
    tools: [{ tool: "shop_read", isIncluded: null, name: "look" }],
  });
  const everything = { ...named, hasAllConnections: true };
  const without = withConnection(everything, { connection: "shop", tools: shop }, false);
  expect(all.map((each) => isInside(without, each))).toEqual([false, false, true]);
});

test("the cost follows each tick, name and description at once", () => {
  const draft = draftOf(profile);
  expect(costOf(draft, all)).toEqual({ tools: 1, tokens: 100 });
  expect(costOf(withInside(draft, send, true), all)).toEqual({ tools: 2, tokens: 200 });
  const wordy = withTool(draft, read.name, { description: "x".repeat(48) });
  expect(costOf(wordy, all)).toEqual({ tools: 1, tokens: 110 });
  expect(costOf(withTool(draft, read.name, { name: "r" }), all).tokens).toBe(98);
  expect(costOf(draft, [{ ...read, isAvailable: false }])).toEqual({ tools: 0, tokens: 0 });
});
