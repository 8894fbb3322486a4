import { AppError, type ConnectionRules, reachesRole } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { matchesHost } from "../matches-host.ts";
import { requireAccess } from "../require-access.ts";
import { storedJson } from "../stored-json.ts";

/** A connection as it is to be. */
export interface WantedServer {
  transport: "http" | "stdio" | "demo";
  url: string | null;
  providerType: string | null;
}

/** What the organization lets its members connect. */
export async function getConnectionRules(context: Context): Promise<ConnectionRules> {
  requireAccess(context, "connection.rules");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, (trx) => readRules(trx, organizationId));
}

/** Says who may add connections, and to which servers. Those that stand are left as they are. */
export async function setConnectionRules(context: Context, rules: ConnectionRules): Promise<ConnectionRules> {
  requireAccess(context, "connection.setRules");
  const { organizationId } = context.actor;
  const allowed = rules.allowed && {
    providers: [...new Set(rules.allowed.providers)].sort(),
    hosts: [...new Set(rules.allowed.hosts)].sort(),
  };
  const after = { connectingRole: rules.connectingRole, allowed };
  return context.services.database.withOrganization(organizationId, async (trx) => {
    await trx.selectFrom("organizations").select("id").where("id", "=", organizationId).forUpdate().execute();
    const before = await readRules(trx, organizationId);
    await trx
      .updateTable("organizations")
      .set({
        connectingRole: after.connectingRole,
        allowedServers: allowed === null ? null : storedJson(allowed),
      })
      .where("id", "=", organizationId)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "connection.set_rules",
      targetKind: "organization",
      targetId: organizationId,
      before,
      after,
    });
    return after;
  });
}

/**
 * Refuses a server that the organization does not let this actor connect, inside the transaction that would. Throws `forbidden`
 * (the role) or `server_not_allowed`.
 */
export async function requireAllowedServer(
  context: Context,
  trx: Transaction,
  wanted: WantedServer,
): Promise<void> {
  const { organizationId, role } = context.actor;
  const { connectingRole, allowed } = await readRules(trx, organizationId);
  if (!reachesRole(role, connectingRole)) {
    throw new AppError("forbidden", "In this organization owners and admins add connections.", {
      sent: false,
      next: "Ask one of them, or have them change it under Settings, Connection rules.",
      details: { verb: "connection.add", role: connectingRole },
    });
  }
  if (allowed === null || isAllowed(allowed, wanted)) return;
  const named = wanted.url === null ? "processes on the server" : new URL(wanted.url).host;
  throw new AppError("server_not_allowed", `This organization does not allow connections to ${named}.`, {
    sent: false,
    next: "An owner or admin can allow it under Settings, Connection rules.",
    details: { field: "url" },
  });
}

function isAllowed(
  { providers, hosts }: NonNullable<ConnectionRules["allowed"]>,
  { transport, url, providerType }: WantedServer,
): boolean {
  if (transport === "demo") return true;
  if (url === null) return false;
  if (providerType !== null && providers.includes(providerType)) return true;
  return hosts.some((host) => matchesHost(host, new URL(url)));
}

async function readRules(trx: Transaction, organizationId: string): Promise<ConnectionRules> {
  const row = await trx
    .selectFrom("organizations")
    .select(["connectingRole", "allowedServers"])
    .where("id", "=", organizationId)
    .executeTakeFirstOrThrow();
  return { connectingRole: row.connectingRole, allowed: row.allowedServers };
}
