import type { Transaction } from "@patchops/db";
import type { DataKey } from "@patchops/vault";
import type { Services } from "../context.ts";

/** A connection as calls need it: everything but usage, with its credential still sealed. */
export interface ConnectionSnapshot {
  id: string;
  slug: string;
  codeName: string;
  name: string;
  transport: "http" | "stdio" | "demo";
  url: string | null;
  process: { command: string; args: string[] } | null;
  providerType: string | null;
  status: string;
  statusReason: { code: string; message: string } | null;
  /** What the upstream said at initialize for its clients' models. */
  instructions: string | null;
  credential: { id: string; kind: "bearer" | "headers" | "environment"; sealed: string } | null;
}

export interface ToolSnapshot {
  id: string;
  connection: ConnectionSnapshot;
  originalName: string;
  exposedName: string;
  codeName: string;
  definition: Record<string, unknown>;
  isAvailable: boolean;
}

/** One organization's routing table. Read-only; a change makes a new one. */
export interface OrganizationSnapshot {
  organizationId: string;
  plan: string;
  connectionsById: ReadonlyMap<string, ConnectionSnapshot>;
  connectionsBySlug: ReadonlyMap<string, ConnectionSnapshot>;
  connectionsByCodeName: ReadonlyMap<string, ConnectionSnapshot>;
  /** By exposed name, in the order of names. */
  tools: ReadonlyMap<string, ToolSnapshot>;
  toolsByConnection: ReadonlyMap<string, readonly ToolSnapshot[]>;
  /** The organization's data keys, wrapped, by id. */
  dataKeys: ReadonlyMap<string, DataKey>;
}

async function loadSnapshot(trx: Transaction, organizationId: string): Promise<OrganizationSnapshot> {
  const [organization, connectionRows, credentialRows, toolRows, keyRows] = [
    await trx.selectFrom("organizations").select("plan").where("id", "=", organizationId).executeTakeFirst(),
    await trx
      .selectFrom("connections")
      .select([
        "id",
        "slug",
        "codeName",
        "name",
        "transport",
        "url",
        "process",
        "providerType",
        "status",
        "statusReason",
        "instructions",
      ])
      .where("organizationId", "=", organizationId)
      .orderBy("slug")
      .execute(),
    await trx
      .selectFrom("connectionCredentials")
      .select(["id", "connectionId", "kind", "sealed"])
      .where("organizationId", "=", organizationId)
      .where("userId", "is", null)
      .execute(),
    await trx
      .selectFrom("tools")
      .select(["id", "connectionId", "originalName", "exposedName", "codeName", "definition", "isAvailable"])
      .where("organizationId", "=", organizationId)
      .orderBy("exposedName")
      .execute(),
    await trx
      .selectFrom("dataKeys")
      .select(["id", "wrapped", "masterKeyId"])
      .where("organizationId", "=", organizationId)
      .execute(),
  ];
  const credentials = new Map(
    credentialRows.map(({ connectionId, ...credential }) => [connectionId, credential]),
  );
  const connections = connectionRows.map((row) => ({ ...row, credential: credentials.get(row.id) ?? null }));
  const connectionsById = new Map(connections.map((connection) => [connection.id, connection]));
  const tools = new Map<string, ToolSnapshot>();
  const toolsByConnection = new Map<string, ToolSnapshot[]>();
  for (const { connectionId, ...row } of toolRows) {
    const connection = connectionsById.get(connectionId);
    if (!connection) continue;
    const tool = { ...row, connection };
    tools.set(tool.exposedName, tool);
    const siblings = toolsByConnection.get(connectionId);
    if (siblings) siblings.push(tool);
    else toolsByConnection.set(connectionId, [tool]);
  }
  return {
    organizationId,
    plan: organization?.plan ?? "self_hosted",
    connectionsById,
    connectionsBySlug: new Map(connections.map((connection) => [connection.slug, connection])),
    connectionsByCodeName: new Map(connections.map((connection) => [connection.codeName, connection])),
    tools,
    toolsByConnection,
    dataKeys: new Map(keyRows.map((row) => [row.id, row])),
  };
}

/** How long a node that missed a notification may serve an older routing table. */
const maxAgeMs = 5_000;
const maxOrganizations = 2_000;

type Listener = () => void;

/** The routing tables of the organizations that this node serves now, kept current by notifications. */
export interface Snapshots {
  get(organizationId: string): Promise<OrganizationSnapshot>;
  /** Runs a transaction that changes connections or tools; once it has committed, every node reads the table anew. */
  change<T>(organizationId: string, run: (trx: Transaction) => Promise<T>): Promise<T>;
  /** Calls back after a change of the organization's tools or connections, on whichever node it happened. */
  onChange(organizationId: string, listener: Listener): () => void;
  close(): Promise<void>;
}

export async function openSnapshots(database: Services["database"]): Promise<Snapshots> {
  const entries = new Map<string, { loadedAtMs: number; snapshot: Promise<OrganizationSnapshot> }>();
  const listeners = new Map<string, Set<Listener>>();

  const stop = await database.listen("organization_changed", (organizationId) => {
    entries.delete(organizationId);
    for (const listener of listeners.get(organizationId) ?? []) listener();
  });

  return {
    get(organizationId) {
      const now = performance.now();
      const entry = entries.get(organizationId);
      if (entry && now - entry.loadedAtMs < maxAgeMs) return entry.snapshot;
      const snapshot = database.withOrganization(organizationId, (trx) => loadSnapshot(trx, organizationId));
      const fresh = { loadedAtMs: now, snapshot };
      entries.delete(organizationId);
      entries.set(organizationId, fresh);
      const oldest = entries.size > maxOrganizations ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      snapshot.catch(() => {
        if (entries.get(organizationId) === fresh) entries.delete(organizationId);
      });
      return snapshot;
    },
    async change(organizationId, run) {
      const answer = await database.withOrganization(organizationId, async (trx) => {
        const result = await run(trx);
        await database.notify(trx, "organization_changed", organizationId);
        return result;
      });
      entries.delete(organizationId);
      return answer;
    },
    onChange(organizationId, listener) {
      const known = listeners.get(organizationId) ?? new Set();
      listeners.set(organizationId, known.add(listener));
      return () => {
        known.delete(listener);
        if (known.size === 0) listeners.delete(organizationId);
      };
    },
    close: async () => {
      await stop();
      entries.clear();
      listeners.clear();
    },
  };
}
