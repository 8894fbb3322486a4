import type { DefaultJson, Generated, Json, Timestamp } from "./column.ts";

/** One line of a stored connect report. */
interface ConnectStepRecord {
  step: "address" | "reach" | "protocol" | "sign_in" | "tools" | "saved";
  state: "running" | "ok" | "failed" | "warning";
  detail: string;
  cause?: string;
  host?: string;
  port?: number;
  suggestion?: string;
  durationMs?: number;
}

/** One configured upstream of an organization. */
export interface ConnectionTable {
  organizationId: string;
  id: string;
  /** Unique in the organization; never changed, since exposed names and programs contain it. */
  slug: string;
  /** The slug as a JavaScript identifier, unique in the organization: `tools.<codeName>`. */
  codeName: string;
  name: string;
  transport: "http" | "stdio" | "demo";
  url: string | null;
  /** stdio only: `{ command, args }`; its environment is a credential. */
  process: Json<{ command: string; args: string[] } | null> | null;
  /** The slug of a catalog entry. */
  providerType: string | null;
  /** The provider's id of this server. In its address already, unless a header carries it. */
  instanceId: string | null;
  instanceHeader: string | null;
  status:
    | "connecting"
    | "ready"
    | "no_tools"
    | "needs_sign_in"
    | "slow"
    | "unreachable"
    | "not_mcp"
    | "blocked"
    | "paused";
  /** Why the status is what it is: `{ code, message }`, both safe to show. */
  statusReason: Json<{ code: string; message: string } | null> | null;
  statusAt: Timestamp;
  nextAttemptAt: Timestamp | null;
  protocolVersion: string | null;
  era: "legacy" | "modern" | null;
  /** `{ name, version, title? }` as the upstream said it. */
  serverInfo: Json<{ name: string; version: string; title?: string } | null> | null;
  instructions: string | null;
  /** What the upstream declared at initialize or discover. */
  capabilities: DefaultJson<Record<string, unknown>>;
  /** The steps of the last connect report, in order (`ConnectStep` of the contract). */
  report: DefaultJson<ConnectStepRecord[]>;
  /** Whose accounts its calls use where one signs in: each member's own, or one for all. */
  accounts: Generated<"personal" | "shared">;
  /** Where one signs in, as the last examination found it; null = it never asked for that. */
  signIn: Json<SignInPlaceRecord | null> | null;
  /** When somebody last signed in or out: what was seen before says nothing of now. */
  signedInAt: Timestamp | null;
  createdBy: string;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}

/** Where a connection's users sign in. */
export interface SignInPlaceRecord {
  issuer: string;
  resource: string;
  /** Where the server's challenge said that it describes itself. */
  resourceMetadataUrl: string | null;
  /** What the server asks for; null = it leaves that to its provider. */
  scopes: string[] | null;
  /** Whether clients can register themselves there (or name their metadata document). */
  canRegister: boolean;
}

/** What a connection authenticates with, sealed by the vault. One row a connection and owner. */
export interface ConnectionCredentialTable {
  organizationId: string;
  id: string;
  connectionId: string;
  /** null = shared by the organization's members. */
  userId: string | null;
  kind: "bearer" | "headers" | "environment" | "oauth";
  /** The vault's envelope, opened only in `services/connection`. */
  sealed: string;
  /** The last 4 characters, or the header names: enough to recognize it by. */
  hint: string;
  /** From here on of `oauth` alone. Whose login it is. */
  issuer: string | null;
  scopes: Generated<string[]>;
  /** What the server asked for and was not granted; the next sign-in asks for it. */
  wantedScopes: Generated<string[]>;
  /** Sign-ins in a row that were to bring more scopes. */
  stepUps: Generated<number>;
  expiresAt: Timestamp | null;
  refreshedAt: Timestamp | null;
  /** When the provider no longer stood by it; a person has to sign in again. */
  lostAt: Timestamp | null;
  lostReason: string | null;
  /** Until then one node renews it, and no other. */
  refreshUntil: Timestamp | null;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}

/** Who we are at a provider that a connection's users sign in to. One row a connection and issuer. */
export interface ConnectionClientTable {
  organizationId: string;
  id: string;
  connectionId: string;
  issuer: string;
  /** `given` by a person who registered it, or `registered` by us. */
  kind: "given" | "registered";
  clientId: string;
  redirectUri: string;
  /** The client with its secret. */
  sealed: string;
  createdAt: Generated<Timestamp>;
}

/** One sign-in, from its start to the person's return. */
export interface ConnectionSignInTable {
  organizationId: string;
  id: string;
  connectionId: string;
  userId: string;
  /** Whether the login is to serve all members. */
  isShared: boolean;
  isPopup: boolean;
  /** SHA-256 of the state. */
  stateHash: string;
  /** SHA-256 of the cookie of the browser in which it began. */
  browserHash: string;
  issuer: string;
  /** Verifier, client and server; null once it has ended. */
  sealed: string | null;
  outcome:
    | "signed_in"
    | "sign_in_cancelled"
    | "sign_in_expired"
    | "wrong_issuer"
    | "foreign_browser"
    | "sign_in_failed"
    | null;
  message: string | null;
  createdAt: Generated<Timestamp>;
  expiresAt: Timestamp;
  endedAt: Timestamp | null;
}

/** An organization's data keys, wrapped by the instance's master key. */
export interface DataKeyTable {
  organizationId: string;
  id: string;
  wrapped: string;
  masterKeyId: string;
  createdAt: Generated<Timestamp>;
}
