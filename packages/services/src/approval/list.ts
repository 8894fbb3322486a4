import {
  type Approval,
  type ApprovalRef,
  type ApprovalStatus,
  approvalRef,
  type ListApprovalsInput,
  listApprovalsInput,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { findDataKey, openValue } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { requireAccess } from "../require-access.ts";
import { mayDecide } from "./may-decide.ts";
import { unknownApproval } from "./refusals.ts";

/** The calls that people were asked about, the newest first: everybody's for owners and admins, else one's own. */
export async function listApprovals(
  context: Context,
  rawInput: ListApprovalsInput = {},
): Promise<Approval[]> {
  requireAccess(context, "approval.list");
  const { isPending, limit } = listApprovalsInput.parse(rawInput);
  const { services, actor } = context;
  return services.database.withOrganization(actor.organizationId, (trx) =>
    read(context, trx, { isPending, limit }),
  );
}

/** One of them. Throws `not_found`. */
export async function getApproval(context: Context, rawInput: ApprovalRef): Promise<Approval> {
  requireAccess(context, "approval.get");
  const { id } = approvalRef.parse(rawInput);
  const { services, actor } = context;
  const [approval] = await services.database.withOrganization(actor.organizationId, (trx) =>
    read(context, trx, { id, limit: 1 }),
  );
  if (!approval) throw unknownApproval();
  return approval;
}

async function read(
  context: Context,
  trx: Transaction,
  wanted: { id?: string; isPending?: boolean; limit: number },
): Promise<Approval[]> {
  const { services, actor } = context;
  const { organizationId } = actor;
  const now = Date.now();
  let query = trx
    .selectFrom("approvals as a")
    .leftJoin("connections as c", (join) =>
      join.onRef("c.organizationId", "=", "a.organizationId").onRef("c.id", "=", "a.connectionId"),
    )
    .leftJoin("tools as t", (join) =>
      join.onRef("t.organizationId", "=", "a.organizationId").onRef("t.id", "=", "a.toolId"),
    )
    .innerJoin("users as u", "u.id", "a.userId")
    .leftJoin("users as d", "d.id", "a.decidedBy")
    .leftJoin("apiKeys as k", (join) =>
      join.onRef("k.organizationId", "=", "a.organizationId").onRef("k.id", "=", "a.apiKeyId"),
    )
    .leftJoin("workflowRuns as r", (join) =>
      join.onRef("r.organizationId", "=", "a.organizationId").onRef("r.executionId", "=", "a.executionId"),
    )
    .leftJoin("workflows as w", (join) =>
      join.onRef("w.organizationId", "=", "r.organizationId").onRef("w.id", "=", "r.workflowId"),
    )
    .selectAll("a")
    .select(["c.slug as connection", "c.name as connectionName", "t.exposedName as tool", "t.originalName"])
    .select([
      "u.name as userName",
      "u.email as userEmail",
      "d.name as deciderName",
      "d.email as deciderEmail",
    ])
    .select(["k.name as apiKeyName", "w.name as workflow"])
    .where("a.organizationId", "=", organizationId)
    .orderBy("a.createdAt", "desc")
    .orderBy("a.id", "desc")
    .limit(wanted.limit);
  if (wanted.id !== undefined) query = query.where("a.id", "=", wanted.id);
  if (wanted.isPending) {
    query = query.where("a.status", "=", "pending").where("a.expiresAt", ">", new Date(now).toISOString());
  }
  if (!may(actor, "approval.decideAll")) query = query.where("a.userId", "=", actor.userId);
  const approvals: Approval[] = [];
  for (const row of await query.execute()) {
    const key = await findDataKey(services, trx, { organizationId, sealed: row.sealed });
    const place = { organizationId, row: row.id, field: "arguments" };
    const status = statusOf(row, now);
    approvals.push({
      id: row.id,
      status,
      connection: row.connection ?? "",
      connectionName: row.connectionName ?? "",
      tool: row.tool ?? "",
      originalName: row.originalName ?? "",
      question: row.question,
      // Who looks as somebody else learns that a call was asked about, not what it would say.
      arguments:
        actor.impersonation === undefined ? openValue(services, key, { place, sealed: row.sealed }) : {},
      argumentsHash: row.argumentsHash,
      askedBy: { id: row.userId, name: row.userName, email: row.userEmail },
      client: row.clientName === null ? null : { name: row.clientName, version: row.clientVersion },
      apiKey: row.apiKeyId === null ? null : { id: row.apiKeyId, name: row.apiKeyName },
      via: row.via,
      profile: row.profile,
      policy: { id: row.policyId, label: row.policyLabel },
      callId: row.callId,
      executionId: row.executionId,
      workflow: row.workflow,
      isAwaited: row.isAwaited && status === "pending",
      mayDecide: status === "pending" && mayDecide(actor, row),
      decidedBy:
        row.decidedBy === null || row.deciderEmail === null
          ? null
          : { id: row.decidedBy, name: row.deciderName, email: row.deciderEmail },
      decidedVia: row.decidedVia,
      decidedAt: row.decidedAt,
      expiresAt: row.expiresAt,
      createdAt: row.createdAt,
    });
  }
  return approvals;
}

function statusOf(
  row: { status: "pending" | "approved" | "denied"; usedAt: string | null; expiresAt: string },
  now: number,
): ApprovalStatus {
  if (row.status === "denied") return "denied";
  if (row.usedAt !== null) return "used";
  return Date.parse(row.expiresAt) <= now ? "expired" : row.status;
}
