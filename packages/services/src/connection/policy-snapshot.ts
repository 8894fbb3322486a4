import type { PolicyAction, Role } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/** A rule of the organization, with the names of what it names. What is null is any. */
export interface PolicySnapshot {
  id: string;
  action: PolicyAction;
  connectionId: string | null;
  connection: string | null;
  toolId: string | null;
  tool: string | null;
  role: Role | null;
  profileId: string | null;
  profile: string | null;
  apiKeyId: string | null;
  apiKeyName: string | null;
  allowsSelfApproval: boolean | null;
  createdAt: string;
  updatedAt: string;
}

/** All rules of an organization, in no particular order. */
export function loadPolicies(trx: Transaction, organizationId: string): Promise<PolicySnapshot[]> {
  return trx
    .selectFrom("policies as p")
    .leftJoin("connections as c", (join) =>
      join.onRef("c.organizationId", "=", "p.organizationId").onRef("c.id", "=", "p.connectionId"),
    )
    .leftJoin("tools as t", (join) =>
      join.onRef("t.organizationId", "=", "p.organizationId").onRef("t.id", "=", "p.toolId"),
    )
    .leftJoin("profiles as f", (join) =>
      join.onRef("f.organizationId", "=", "p.organizationId").onRef("f.id", "=", "p.profileId"),
    )
    .leftJoin("apiKeys as k", (join) =>
      join.onRef("k.organizationId", "=", "p.organizationId").onRef("k.id", "=", "p.apiKeyId"),
    )
    .select(["p.id", "p.action", "p.connectionId", "p.toolId", "p.role", "p.profileId", "p.apiKeyId"])
    .select([
      "p.allowsSelfApproval",
      "p.createdAt",
      "p.updatedAt",
      "c.slug as connection",
      "t.exposedName as tool",
    ])
    .select(["f.slug as profile", "k.name as apiKeyName"])
    .where("p.organizationId", "=", organizationId)
    .orderBy("p.id")
    .execute();
}
