import type { Connection, ConnectionRef } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { connectionUsage } from "../usage/index.ts";
import { findConnection, unknownConnection } from "./find.ts";
import { describeSignIn, readSignIns, reasonFor, statusFor } from "./sign-in/describe.ts";

/** All connections of the organization, by name, with their last 24 hours. */
export async function listConnections(context: Context): Promise<Connection[]> {
  requireAccess(context, "connection.list");
  return readConnections(context, null);
}

/** One connection by id or slug. Throws `not_found`. */
export async function getConnection(context: Context, input: ConnectionRef): Promise<Connection> {
  requireAccess(context, "connection.get");
  const snapshot = await context.services.snapshots.get(context.actor.organizationId);
  const { id } = findConnection(snapshot, input.connection);
  const [connection] = await readConnections(context, id);
  if (!connection) throw unknownConnection();
  return connection;
}

async function readConnections(context: Context, onlyId: string | null): Promise<Connection[]> {
  const { organizationId } = context.actor;
  const { database } = context.services;
  const [rows, usage] = await Promise.all([
    database.withOrganization(organizationId, async (trx) => {
      let query = trx
        .selectFrom("connections as c")
        .innerJoin("users as u", "u.id", "c.createdBy")
        .leftJoin("connectionCredentials as k", (join) =>
          join
            .onRef("k.organizationId", "=", "c.organizationId")
            .onRef("k.connectionId", "=", "c.id")
            .on("k.userId", "is", null)
            .on("k.kind", "<>", "oauth"),
        )
        .selectAll("c")
        .select(["u.name as ownerName", "u.email as ownerEmail"])
        .select(["k.kind as credentialKind", "k.hint as credentialHint", "k.updatedAt as credentialAt"])
        .select((eb) =>
          eb
            .selectFrom("tools as t")
            .select((inner) => inner.fn.countAll<number>().as("count"))
            .whereRef("t.organizationId", "=", "c.organizationId")
            .whereRef("t.connectionId", "=", "c.id")
            .where("t.isAvailable", "=", true)
            .as("toolCount"),
        )
        .select((eb) =>
          eb
            .selectFrom("tools as t")
            .select((inner) => inner.fn.countAll<number>().as("count"))
            .whereRef("t.organizationId", "=", "c.organizationId")
            .whereRef("t.connectionId", "=", "c.id")
            .where("t.isAvailable", "=", true)
            .where("t.heldHash", "is not", null)
            .where("t.heldVerdict", "is", null)
            .as("reviewCount"),
        )
        .where("c.organizationId", "=", organizationId)
        .orderBy("c.name")
        .orderBy("c.id");
      if (onlyId !== null) query = query.where("c.id", "=", onlyId);
      const found = await query.execute();
      const signIns = await readSignIns(context, trx, found);
      return found.map((row) => {
        const facts = signIns.get(row.id);
        return { ...row, signInFacts: facts ? describeSignIn(context, facts) : null };
      });
    }),
    connectionUsage(context, onlyId),
  ]);
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    codeName: row.codeName,
    name: row.name,
    transport: row.transport,
    url: row.url,
    providerType: row.providerType,
    instanceId: row.instanceId,
    command: row.process ? [row.process.command, ...row.process.args].join(" ") : null,
    ...withReviews(
      {
        status: statusFor(row.status, {
          signIn: row.signInFacts,
          hasCredential: row.credentialKind !== null,
        }),
        statusReason: reasonFor(row.statusReason, row.signInFacts),
      },
      Number(row.reviewCount ?? 0),
    ),
    statusAt: row.statusAt,
    nextAttemptAt: row.nextAttemptAt,
    protocolVersion: row.protocolVersion,
    era: row.era,
    serverInfo: row.serverInfo,
    instructions: row.instructions,
    tools: row.toolCount ?? 0,
    credential:
      row.credentialKind && row.credentialKind !== "oauth" && row.credentialHint !== null && row.credentialAt
        ? { kind: row.credentialKind, hint: row.credentialHint, updatedAt: row.credentialAt }
        : null,
    signIn: row.signInFacts,
    report: row.report,
    createdBy: { id: row.createdBy, name: row.ownerName, email: row.ownerEmail },
    createdAt: row.createdAt,
    usage: usage.get(row.id) ?? { calls: 0, failures: 0, p95Ms: null, hours: new Array<number>(24).fill(0) },
  }));
}

/** A connection that would be ready says that some of its tools are not. */
function withReviews(
  standing: Pick<Connection, "status" | "statusReason">,
  reviews: number,
): Pick<Connection, "status" | "statusReason" | "reviews"> {
  if (reviews === 0 || (standing.status !== "ready" && standing.status !== "slow"))
    return { ...standing, reviews };
  const message =
    reviews === 1
      ? "1 tool has another definition now. Its calls are refused until somebody has looked at it."
      : `${reviews} tools have other definitions now. Their calls are refused until somebody has looked at them.`;
  return { status: "needs_review", statusReason: { code: "definition_held", message }, reviews };
}
