import type { DefaultJson, Generated, Json, Timestamp } from "./column.ts";

/** The tenant. Its row-level policy compares `id` with the organization of the transaction. */
export interface OrganizationTable {
  id: string;
  name: string;
  plan: string;
  /** Which version of it; null = the one that the instance has now. */
  planVersion: number | null;
  /** Since when a payment is missing for so long that the limits of Free hold; null = they do not. */
  planLimitedAt: Timestamp | null;
  /** Whether calls beyond the month's go on, and are paid for. */
  allowsOverage: Generated<boolean>;
  /** How much these may cost in a month; null = any. */
  overageCapCents: number | null;
  /** Whether a tool that calls itself destructive needs an approval where no rule says otherwise. */
  asksDestructive: Generated<boolean>;
  /** Whether a tool whose definition changes is held until somebody has looked at it. */
  holdsChanges: Generated<boolean>;
  /** How long the logs of ended runs are kept; 0 = no longer than the run. */
  runLogDays: Generated<number>;
  /** Whether what is said in calls is kept; null = as the instance does by itself. */
  keepsPayloads: boolean | null;
  payloadDays: Generated<number>;
  /** Names of fields that are hidden in it, besides what looks like a secret. */
  hiddenFields: Generated<string[]>;
  /** Whether programs find a `fetch`, and the hosts that it may lead to. */
  allowsFetch: Generated<boolean>;
  fetchHosts: DefaultJson<string[]>;
  /** The least role that may add connections. */
  connectingRole: Generated<"admin" | "member">;
  /** Which servers may be connected; null = all. */
  allowedServers: Json<{ providers: string[]; hosts: string[] } | null> | null;
  /** Since when nothing runs in it, by the word of who operates the instance; null = it works. */
  frozenAt: Timestamp | null;
  /** Told to its people; may follow later. */
  frozenReason: string | null;
  createdAt: Generated<Timestamp>;
}

export interface MemberTable {
  organizationId: string;
  userId: string;
  role: "owner" | "admin" | "member" | "viewer";
  createdAt: Generated<Timestamp>;
  /** Their budget; null = none of their own. */
  callsPerMonth: Generated<number | null>;
}

/** Lets whoever holds its link join, once. */
export interface InvitationTable {
  organizationId: string;
  id: string;
  /** Hex SHA-256 of the link's secret. */
  tokenHash: string;
  /** The only address whose account may use it; null = whoever holds the link. */
  email: string | null;
  role: MemberTable["role"];
  createdBy: string;
  createdAt: Generated<Timestamp>;
  expiresAt: Timestamp;
  /** Null for a link that is handed on by other ways. */
  mailedAt: Timestamp | null;
  acceptedAt: Timestamp | null;
  acceptedBy: string | null;
  revokedAt: Timestamp | null;
}

/** A member that is no person: its keys end with nobody's leaving. Its user logs in nowhere. */
export interface ServiceAccountTable {
  organizationId: string;
  userId: string;
  name: string;
  /** What its keys may do at most. */
  scopes: string[];
  createdBy: string;
  createdAt: Generated<Timestamp>;
  removedAt: Timestamp | null;
}

/** The OpenID provider by which an organization's people log in. */
export interface SingleSignOnTable {
  organizationId: string;
  id: string;
  issuer: string;
  clientId: string;
  /** The client secret. */
  sealed: string;
  /** What who comes by it for the first time becomes. */
  defaultRole: MemberTable["role"];
  /** Whether members other than owners enter by it alone. */
  isEnforced: Generated<boolean>;
  updatedAt: Generated<Timestamp>;
}

/** A mail domain that the organization says is its own. */
export interface OrganizationDomainTable {
  organizationId: string;
  domain: string;
  /** What has to stand in the domain's TXT record. */
  challenge: string;
  createdAt: Generated<Timestamp>;
  verifiedAt: Timestamp | null;
  verifiedBy: "dns" | "operator" | null;
  /** Of what the name service proves: when the record was last seen, and since when it is gone. */
  proofSeenAt: Timestamp | null;
  proofMissedAt: Timestamp | null;
}

/** Whom an organization's provider has logged in here: it names people by its own ids, their addresses may change. */
export interface SingleSignOnPersonTable {
  organizationId: string;
  issuer: string;
  subject: string;
  userId: string;
  /** What the provider said last. */
  email: string | null;
  createdAt: Generated<Timestamp>;
  lastUsedAt: Generated<Timestamp>;
}
