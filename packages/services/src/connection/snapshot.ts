import { AppError } from "@patchops/contract";
import type { SignInPlaceRecord, Transaction } from "@patchops/db";
import type { DataKey } from "@patchops/vault";
import type { Services } from "../context.ts";
import { type PlanTerms, planTerms } from "../plan-terms.ts";
import { type BudgetSnapshot, loadBudgets } from "./budget-snapshot.ts";
import { loadPolicies, type PolicySnapshot } from "./policy-snapshot.ts";
import { loadProfiles, type ProfileSnapshot } from "./profile-snapshot.ts";
import { loadWorkflows, type WorkflowSnapshot } from "./workflow-snapshot.ts";

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
  instanceId: string | null;
  /** The header that carries the instance id, where one does. */
  instanceHeader: string | null;
  status: string;
  statusReason: { code: string; message: string } | null;
  /** What the upstream said at initialize for its clients' models. */
  instructions: string | null;
  /** What it declared there. */
  capabilities: Record<string, unknown>;
  /** The key that all members share; logins are apart (`sign-in/logins`). */
  credential: { id: string; kind: "bearer" | "headers" | "environment"; sealed: string } | null;
  accounts: "personal" | "shared";
  /** Where one signs in; null = its server never asked. */
  signIn: SignInPlaceRecord | null;
  signedInAt: string | null;
}

export interface ToolSnapshot {
  id: string;
  connection: ConnectionSnapshot;
  originalName: string;
  exposedName: string;
  codeName: string;
  definition: Record<string, unknown>;
  isAvailable: boolean;
  /** Its server says something else of it now, and nobody has approved that: it is not offered, and its calls are refused. */
  hold: "awaits_review" | "blocked" | null;
}

/** A prompt, resource or resource template. */
export interface OfferSnapshot {
  connection: ConnectionSnapshot;
  kind: "prompt" | "resource" | "template";
  original: string;
  exposed: string;
  definition: Record<string, unknown>;
}

/** One organization's routing table. Read-only; a change makes a new one. */
export interface OrganizationSnapshot {
  organizationId: string;
  plan: string;
  planTerms: PlanTerms | null;
  /** Set where nothing is called for now. */
  freeze: { reason: string | null } | null;
  connectionsById: ReadonlyMap<string, ConnectionSnapshot>;
  connectionsBySlug: ReadonlyMap<string, ConnectionSnapshot>;
  connectionsByCodeName: ReadonlyMap<string, ConnectionSnapshot>;
  /** By exposed name, in the order of names. */
  tools: ReadonlyMap<string, ToolSnapshot>;
  toolsByConnection: ReadonlyMap<string, readonly ToolSnapshot[]>;
  /** What is available of each kind, by its exposed name, in the order of names. */
  offers: Readonly<Record<OfferSnapshot["kind"], ReadonlyMap<string, OfferSnapshot>>>;
  profilesBySlug: ReadonlyMap<string, ProfileSnapshot>;
  /** The one that is shown at `/mcp`; null = all tools are. */
  defaultProfile: ProfileSnapshot | null;
  policies: readonly PolicySnapshot[];
  /** Those that are offered as tools, by name. */
  workflows: ReadonlyMap<string, WorkflowSnapshot>;
  /** By meter; of the few keys and members that have one. */
  budgets: ReadonlyMap<string, BudgetSnapshot>;
  /** Whether tools that call themselves destructive need an approval where no rule says otherwise. */
  asksDestructive: boolean;
  /** The hosts that programs may fetch from; null = they have no fetch. */
  fetchHosts: readonly string[] | null;
  /** What is kept of what is said in calls (`usage/record-payload`). */
  payloads: { keepsPayloads: boolean | null; memberCount: number; hiddenFields: readonly string[] };
  /** The organization's data keys, wrapped, by id. */
  dataKeys: ReadonlyMap<string, DataKey>;
}

async function loadSnapshot(trx: Transaction, organizationId: string): Promise<OrganizationSnapshot> {
  const [organization, connectionRows, toolRows, offerRows, keyRows] = [
    await trx
      .selectFrom("organizations")
      .select([
        "plan",
        "frozenAt",
        "frozenReason",
        "asksDestructive",
        "allowsFetch",
        "fetchHosts",
        "keepsPayloads",
        "hiddenFields",
      ])
      .select(planTerms().as("planTerms"))
      .select((eb) =>
        eb
          .selectFrom("members")
          .select(({ fn }) => fn.countAll<number>().as("count"))
          .where("organizationId", "=", organizationId)
          .as("memberCount"),
      )
      .where("id", "=", organizationId)
      .executeTakeFirst(),
    // Address and credential in one statement: read apart, a change between would pair the new key with the old address.
    await trx
      .selectFrom("connections as c")
      .leftJoin("connectionCredentials as k", (join) =>
        join
          .onRef("k.organizationId", "=", "c.organizationId")
          .onRef("k.connectionId", "=", "c.id")
          .on("k.userId", "is", null),
      )
      .select([
        "c.id",
        "c.slug",
        "c.codeName",
        "c.name",
        "c.transport",
        "c.url",
        "c.process",
        "c.providerType",
        "c.instanceId",
        "c.instanceHeader",
        "c.status",
        "c.statusReason",
        "c.instructions",
        "c.capabilities",
        "c.accounts",
        "c.signIn",
        "c.signedInAt",
        "k.id as credentialId",
        "k.kind as credentialKind",
        "k.sealed",
      ])
      .where("c.organizationId", "=", organizationId)
      .orderBy("c.slug")
      .execute(),
    await trx
      .selectFrom("tools")
      .select(["id", "connectionId", "originalName", "exposedName", "codeName", "definition", "isAvailable"])
      .select(["heldHash", "heldVerdict"])
      .where("organizationId", "=", organizationId)
      .orderBy("exposedName")
      .execute(),
    await trx
      .selectFrom("offers")
      .select(["connectionId", "kind", "original", "exposed", "definition"])
      .where("organizationId", "=", organizationId)
      .where("isAvailable", "=", true)
      .orderBy("exposed")
      .execute(),
    await trx
      .selectFrom("dataKeys")
      .select(["id", "wrapped", "masterKeyId"])
      .where("organizationId", "=", organizationId)
      .execute(),
  ];
  const connections = connectionRows.map(({ credentialId, credentialKind, sealed, ...row }) => ({
    ...row,
    credential:
      credentialId === null || credentialKind === null || credentialKind === "oauth" || sealed === null
        ? null
        : { id: credentialId, kind: credentialKind, sealed },
  }));
  const connectionsById = new Map(connections.map((connection) => [connection.id, connection]));
  const tools = new Map<string, ToolSnapshot>();
  const toolsByConnection = new Map<string, ToolSnapshot[]>();
  for (const { connectionId, heldHash, heldVerdict, ...row } of toolRows) {
    const connection = connectionsById.get(connectionId);
    if (!connection) continue;
    const hold = heldHash === null ? null : (heldVerdict ?? ("awaits_review" as const));
    const tool = { ...row, connection, hold };
    tools.set(tool.exposedName, tool);
    const siblings = toolsByConnection.get(connectionId);
    if (siblings) siblings.push(tool);
    else toolsByConnection.set(connectionId, [tool]);
  }
  const offers = {
    prompt: new Map<string, OfferSnapshot>(),
    resource: new Map<string, OfferSnapshot>(),
    template: new Map<string, OfferSnapshot>(),
  };
  for (const { connectionId, ...row } of offerRows) {
    const connection = connectionsById.get(connectionId);
    if (connection) offers[row.kind].set(row.exposed, { ...row, connection });
  }
  const profilesBySlug = await loadProfiles(trx, organizationId, tools);
  return {
    organizationId,
    profilesBySlug,
    defaultProfile: [...profilesBySlug.values()].find(({ isDefault }) => isDefault) ?? null,
    policies: await loadPolicies(trx, organizationId),
    workflows: await loadWorkflows(trx, organizationId),
    budgets: await loadBudgets(trx, organizationId),
    asksDestructive: organization?.asksDestructive ?? false,
    fetchHosts: organization?.allowsFetch ? organization.fetchHosts : null,
    payloads: {
      keepsPayloads: organization?.keepsPayloads ?? null,
      memberCount: Number(organization?.memberCount ?? 0),
      hiddenFields: organization?.hiddenFields ?? [],
    },
    plan: organization?.plan ?? "self_hosted",
    planTerms: organization?.planTerms ?? null,
    freeze: organization?.frozenAt == null ? null : { reason: organization.frozenReason },
    connectionsById,
    connectionsBySlug: new Map(connections.map((connection) => [connection.slug, connection])),
    connectionsByCodeName: new Map(connections.map((connection) => [connection.codeName, connection])),
    tools,
    toolsByConnection,
    offers,
    dataKeys: new Map(keyRows.map((row) => [row.id, row])),
  };
}

/** How long a node that missed a notification may serve an older routing table. */
const maxAgeMs = 5_000;
const maxOrganizations = 2_000;

type Listener = () => void;

/** The routing tables of the organizations that this node serves now, kept current by notifications. */
export interface Snapshots {
  /** Rejects with `unavailable` when the database is away and what is known is too old. */
  get(organizationId: string): Promise<OrganizationSnapshot>;
  /**
   * Runs a transaction that changes connections or tools; once it has committed, every node reads the table anew, unless
   * `isNoted` says of the outcome that the table is what it was.
   */
  change<T>(
    organizationId: string,
    run: (trx: Transaction) => Promise<T>,
    isNoted?: (outcome: T) => boolean,
  ): Promise<T>;
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
      const snapshot = database
        .withOrganization(organizationId, (trx) => loadSnapshot(trx, organizationId))
        .catch((cause: unknown) => {
          throw new AppError("unavailable", "The connections cannot be read: the database does not answer.", {
            sent: false,
            retryAfterSeconds: 2,
            cause,
          });
        });
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
    async change(organizationId, run, isNoted = () => true) {
      let isChanged = false;
      const answer = await database.withOrganization(organizationId, async (trx) => {
        const outcome = await run(trx);
        isChanged = isNoted(outcome);
        if (isChanged) await database.notify(trx, "organization_changed", organizationId);
        return outcome;
      });
      if (isChanged) entries.delete(organizationId);
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
