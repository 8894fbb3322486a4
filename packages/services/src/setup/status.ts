import type { Call, SetupStatus } from "@patchops/contract";
import { isOffered } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { listCalls } from "../usage/index.ts";

/** The facts behind the setup cards: nothing here is remembered as "done", it is seen. The last call needs `usage:read`. */
export async function setupStatus(context: Context): Promise<SetupStatus> {
  requireAccess(context, "instance.setup");
  const { services, actor, address } = context;
  const mayReadUsage = actor.scopes.includes("usage:read");
  const { organizationId } = actor;
  const [snapshot, facts, refused, lastCall] = await Promise.all([
    services.snapshots.get(organizationId),
    services.database.withOrganization(organizationId, async (trx) => ({
      session: await trx
        .selectFrom("promptSessions")
        .select(["clientName", "clientVersion", "lastSeenAt", "endpoint"])
        .where("organizationId", "=", organizationId)
        // Those of the dashboard, the CLI and the SDK are no client's.
        .where("endpoint", "like", "/mcp%")
        .orderBy("lastSeenAt", "desc")
        .limit(1)
        .executeTakeFirst(),
      execution: await trx
        .selectFrom("executions")
        .select(["id", "finishedAt"])
        .where("organizationId", "=", organizationId)
        .where("status", "=", "succeeded")
        .orderBy("id", "desc")
        .limit(1)
        .executeTakeFirst(),
    })),
    services.database.transaction(async (trx) => {
      if (address === null) return [];
      return trx
        .selectFrom("refusedAttempts")
        .selectAll()
        .where("address", "=", address)
        .where("createdAt", ">", new Date(Date.now() - 600_000).toISOString())
        .orderBy("createdAt", "desc")
        .limit(5)
        .execute();
    }),
    mayReadUsage ? lastCallOf(context) : null,
  ]);
  const connections = [...snapshot.connectionsById.values()];
  const slug = /^\/mcp\/p\/([^/]+)$/.exec(facts.session?.endpoint ?? "")?.[1];
  const profile = slug === undefined ? snapshot.defaultProfile : snapshot.profilesBySlug.get(slug);
  const tools = [...(profile ?? snapshot).tools.values()].filter(isOffered).length;
  return {
    mcpUrl: `${services.settings.publicUrl}/mcp`,
    connections: {
      ready: connections.filter((connection) => connection.status === "ready").length,
      total: connections.length,
      hasDemo: connections.some((connection) => connection.transport === "demo"),
    },
    client: facts.session
      ? {
          name: facts.session.clientName ?? "A client",
          version: facts.session.clientVersion,
          at: facts.session.lastSeenAt,
          tools,
        }
      : null,
    refused: refused.map((row) => ({
      id: row.id,
      at: row.createdAt,
      client: row.userAgent,
      endpoint: row.endpoint,
      reason: row.reason,
    })),
    lastCall,
    execution: facts.execution
      ? { executionId: facts.execution.id, at: facts.execution.finishedAt ?? new Date().toISOString() }
      : null,
  };
}

/** The last one that succeeded; before there is any, the last one. */
async function lastCallOf(context: Context): Promise<Call | null> {
  const { calls: succeeded } = await listCalls(context, { limit: 1, outcome: "ok" });
  const { calls } = succeeded.length > 0 ? { calls: succeeded } : await listCalls(context, { limit: 1 });
  return calls[0] ?? null;
}
