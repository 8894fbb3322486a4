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
  providerType: string | null;
  instanceId: string | null;
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
  /** The steps of the last connect report, in order (`ConnectStep` of the contract). */
  report: DefaultJson<ConnectStepRecord[]>;
  createdBy: string;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}

/** What a connection authenticates with, sealed by the vault. One row a connection and owner. */
export interface ConnectionCredentialTable {
  organizationId: string;
  id: string;
  connectionId: string;
  /** null = shared by the organization's members. */
  userId: string | null;
  kind: "bearer" | "headers" | "environment";
  /** The vault's envelope, opened only in `services/connection`. */
  sealed: string;
  /** The last 4 characters, or the header names: enough to recognize it by. */
  hint: string;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}

/** An organization's data keys, wrapped by the instance's master key. */
export interface DataKeyTable {
  organizationId: string;
  id: string;
  wrapped: string;
  masterKeyId: string;
  createdAt: Generated<Timestamp>;
}
