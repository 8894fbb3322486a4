import { newId, type PolicyAction } from "@patchops/contract";
import { describe, expect, it } from "vitest";
import type { OrganizationSnapshot, PolicySnapshot, ToolSnapshot } from "../connection/index.ts";
import { decide } from "./decide.ts";

const connection = {
  id: "shop",
  slug: "shop",
  codeName: "shop",
  name: "Shop",
  transport: "http" as const,
  url: "http://shop.example/mcp",
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

function tool(annotations?: Record<string, unknown>, more: Partial<ToolSnapshot> = {}): ToolSnapshot {
  const definition = { name: "send", ...(annotations ? { annotations } : {}) };
  return {
    id: "send",
    connection,
    originalName: "send",
    exposedName: "shop_send",
    codeName: "send",
    definition,
    isAvailable: true,
    hold: null,
    ...more,
  };
}

type Named = Partial<Pick<PolicySnapshot, "connectionId" | "toolId" | "role" | "profileId" | "apiKeyId">>;

function rule(action: PolicyAction, named: Named = {}): PolicySnapshot {
  const { connectionId = null, toolId = null, role = null, profileId = null, apiKeyId = null } = named;
  return {
    id: newId(),
    action,
    connectionId,
    connection: connectionId,
    toolId,
    tool: toolId === null ? null : `shop_${toolId}`,
    role,
    profileId,
    profile: profileId,
    apiKeyId,
    apiKeyName: apiKeyId,
    allowsSelfApproval: null,
    createdAt: "",
    updatedAt: "",
  };
}

function snapshotOf(
  policies: PolicySnapshot[],
  more: Partial<OrganizationSnapshot> = {},
): OrganizationSnapshot {
  return {
    organizationId: newId(),
    plan: "self_hosted",
    planTerms: null,
    freeze: null,
    connectionsById: new Map(),
    connectionsBySlug: new Map(),
    connectionsByCodeName: new Map(),
    tools: new Map(),
    workflows: new Map(),
    toolsByConnection: new Map(),
    offers: { prompt: new Map(), resource: new Map(), template: new Map() },
    profilesBySlug: new Map(),
    defaultProfile: null,
    policies,
    budgets: new Map(),
    asksDestructive: false,
    fetchHosts: null,
    payloads: { keepsPayloads: null, memberCount: 1, hiddenFields: [] },
    dataKeys: new Map(),
    ...more,
  };
}

const caller = { actor: { role: "member" as const, apiKeyId: "laptop" }, profileId: "reading" };
const actionOf = (policies: PolicySnapshot[], asked = tool()) =>
  decide(snapshotOf(policies), { tool: asked, ...caller }).action;

describe("decide", () => {
  it("lets the rule decide that names most, whatever it says", () => {
    const rising: Named[] = [
      {},
      { connectionId: "shop" },
      { toolId: "send" },
      { toolId: "send", role: "member" },
      { toolId: "send", apiKeyId: "laptop" },
      { toolId: "send", apiKeyId: "laptop", profileId: "reading" },
      { toolId: "send", apiKeyId: "laptop", profileId: "reading", role: "member" },
    ];
    for (const [place, named] of rising.entries()) {
      const below = rising.slice(0, place).map((each) => rule("block", each));
      expect(actionOf([...below, rule("allow", named)])).toBe("allow");
      expect(actionOf([rule("ask", named), ...below])).toBe("ask");
    }
  });

  it("takes the strictest of those that name equally much", () => {
    const equals: Named[] = [
      { toolId: "send" },
      { apiKeyId: "laptop" },
      { connectionId: "shop", role: "member" },
    ];
    for (const strict of equals) {
      const lenient = equals.filter((each) => each !== strict).map((each) => rule("allow", each));
      expect(actionOf([...lenient, rule("block", strict)])).toBe("block");
      expect(actionOf([...lenient, rule("ask", strict)])).toBe("ask");
    }
  });

  it("leaves out rules for other tools, connections, roles, keys and profiles", () => {
    const others: Named[] = [
      { toolId: "other" },
      { connectionId: "mail" },
      { role: "viewer" },
      { apiKeyId: "server" },
      { profileId: "writing" },
      { toolId: "send", role: "member", apiKeyId: "server" },
    ];
    expect(actionOf(others.map((each) => rule("block", each)))).toBe("allow");
    const anybody = { actor: { role: "member" as const, apiKeyId: null }, profileId: null };
    const bound = [rule("block", { apiKeyId: "laptop" }), rule("block", { profileId: "reading" })];
    expect(decide(snapshotOf(bound), { tool: tool(), ...anybody }).action).toBe("allow");
  });

  it("takes annotations for hints: asked before a destructive one where the organization wants it, never allowed by one", () => {
    const destructive = tool({ destructiveHint: true });
    const asking = (asked: ToolSnapshot, policies: PolicySnapshot[] = []) =>
      decide(snapshotOf(policies, { asksDestructive: true }), { tool: asked, ...caller }).action;
    expect(actionOf([], destructive)).toBe("allow");
    expect(asking(destructive)).toBe("ask");
    expect(asking(tool({ destructiveHint: true, readOnlyHint: true }))).toBe("allow");
    expect(asking(tool())).toBe("allow");
    expect(asking(destructive, [rule("allow", { connectionId: "shop" })])).toBe("allow");
    expect(asking(tool({ readOnlyHint: true }), [rule("block")])).toBe("block");
    const demo = { ...connection, transport: "demo" as const };
    expect(actionOf([], tool({ destructiveHint: true }, { connection: demo }))).toBe("ask");
  });

  it("names the rule in words, and answers the same question from memory", () => {
    const deciding = rule("block", {
      toolId: "send",
      role: "member",
      apiKeyId: "laptop",
      profileId: "reading",
    });
    const snapshot = snapshotOf([deciding]);
    const decision = decide(snapshot, { tool: tool(), ...caller });
    expect(decision).toEqual({
      action: "block",
      rule: {
        id: deciding.id,
        label: "block shop_send for members with the key laptop in the profile reading",
      },
    });
    expect(decide(snapshot, { tool: tool(), ...caller })).toBe(decision);
    expect(decide(snapshotOf([rule("ask")]), { tool: tool(), ...caller }).rule.label).toBe(
      "ask before every tool",
    );
  });
});
