import { newId } from "@patchops/contract";
import { describe, expect, it } from "vitest";
import type { OrganizationSnapshot, WorkflowSnapshot } from "../connection/index.ts";
import { findTool, nearest } from "./find.ts";

function snapshotOf(names: string[]): OrganizationSnapshot {
  const connection = {
    id: newId(),
    slug: "my-shop",
    codeName: "my_shop",
    name: "Shop",
    transport: "demo" as const,
    url: null,
    process: null,
    providerType: null,
    instanceId: null,
    instanceHeader: null,
    instructions: null,
    capabilities: {},
    status: "ready",
    statusReason: null,
    credential: null,
    accounts: "personal" as const,
    signIn: null,
    signedInAt: null,
  };
  const tools = names.map((name) => ({
    id: newId(),
    connection,
    originalName: name,
    exposedName: `my-shop_${name}`,
    codeName: name.replaceAll("-", "_"),
    definition: { name },
    isAvailable: true,
    hold: null,
  }));
  return {
    organizationId: newId(),
    plan: "self_hosted",
    planTerms: null,
    freeze: null,
    connectionsById: new Map([[connection.id, connection]]),
    connectionsBySlug: new Map([[connection.slug, connection]]),
    connectionsByCodeName: new Map([[connection.codeName, connection]]),
    tools: new Map(tools.map((tool) => [tool.exposedName, tool])),
    offers: { prompt: new Map(), resource: new Map(), template: new Map() },
    toolsByConnection: new Map([[connection.id, tools]]),
    profilesBySlug: new Map(),
    defaultProfile: null,
    policies: [],
    workflows: new Map(),
    budgets: new Map(),
    asksDestructive: false,
    fetchHosts: null,
    payloads: { keepsPayloads: null, memberCount: 1, hiddenFields: [] },
    dataKeys: new Map(),
  };
}

describe("findTool", () => {
  const snapshot = snapshotOf(["get-order", "list_orders"]);

  it("finds a tool by its exposed name, and in code by original or identifier name", () => {
    expect(findTool(snapshot, { name: "my-shop_get-order" }).originalName).toBe("get-order");
    expect(findTool(snapshot, { connection: "my-shop", tool: "get-order" }).originalName).toBe("get-order");
    expect(findTool(snapshot, { connection: "my_shop", tool: "get_order" }).originalName).toBe("get-order");
  });

  it("names the nearest tool when none has that name", () => {
    expect(() => findTool(snapshot, { connection: "my-shop", tool: "list_order" })).toThrow(
      expect.objectContaining({ code: "unknown_tool", next: "Did you mean list_orders?" }),
    );
    expect(nearest("zzz", ["list_orders"])).toBeUndefined();
  });

  it("leads whoever calls a workflow by its name to how it is run", () => {
    const workflow = { name: "weekly-report" } as WorkflowSnapshot;
    const withIt = { ...snapshot, workflows: new Map([[workflow.name, workflow]]) };
    expect(() => findTool(withIt, { name: "weekly-report" })).toThrow(
      expect.objectContaining({ code: "unknown_tool", next: "Run it: patchops workflows run weekly-report" }),
    );
  });
});

describe("findTool without such a connection", () => {
  it("names it, and the nearest that there is", () => {
    const snapshot = snapshotOf(["get-order"]);
    expect(() => findTool(snapshot, { connection: "my_shp", tool: "x" })).toThrow(
      expect.objectContaining({
        code: "not_found",
        message: 'There is no connection named "my_shp".',
        next: "Did you mean my_shop?",
      }),
    );
    expect(() => findTool(snapshot, { connection: "github", tool: "x" })).toThrow(
      expect.objectContaining({ next: "There are: my_shop." }),
    );
    const none = { ...snapshot, connectionsByCodeName: new Map(), connectionsBySlug: new Map() };
    expect(() => findTool(none, { connection: "github", tool: "x" })).toThrow(
      expect.objectContaining({ next: expect.stringContaining("add one under Connections") }),
    );
  });
});
