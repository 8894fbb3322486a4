import type { Generated, Json, Timestamp } from "./column.ts";

/** One MCP client's session, from its first to its last request. */
export interface PromptSessionTable {
  organizationId: string;
  id: string;
  /** SHA-256 of the Mcp-Session-Id. Unique over all organizations. */
  tokenHash: string;
  userId: string;
  apiKeyId: string | null;
  /** The sign-in that the client came with, where it has no key. */
  oauthGrantId: Generated<string | null>;
  /** `/mcp` or `/mcp/c/<connection>`; `/trpc` for what is no MCP client. */
  endpoint: string;
  /** Null for what is no MCP client. */
  protocolVersion: string | null;
  via: Generated<"mcp" | "dashboard" | "cli" | "sdk">;
  clientName: string | null;
  clientVersion: string | null;
  capabilities: Json<Record<string, unknown>>;
  /** From which level on the client wants log lines; null = it did not say. */
  logLevel: string | null;
  /** URIs of resources, as the client gave them. */
  subscriptions: Generated<string[]>;
  address: string | null;
  userAgent: string | null;
  createdAt: Generated<Timestamp>;
  lastSeenAt: Generated<Timestamp>;
  endedAt: Timestamp | null;
}

/** What happened in a session and is no metered call; primary key (organizationId, id). */
export interface SessionEventTable {
  organizationId: string;
  id: string;
  promptSessionId: string;
  ts: Timestamp;
  /** The MCP method, or what was waited for: `sign_in`, `approval`. */
  kind: string;
  /** What it was about: a prompt's name, a resource's address, a log level. */
  subject: string | null;
  /** `ok`, `error`, `cancelled`, or what a person chose. */
  outcome: string;
  errorCode: string | null;
  totalMs: number;
  requestId: string | null;
  /** Of a wait for one. */
  approvalId: Generated<string | null>;
}

/** A client's answer to a question that another node asked, until that node has read it. */
export interface SessionAnswerTable {
  organizationId: string;
  id: string;
  promptSessionId: string;
  /** The JSON-RPC response. */
  sealed: string;
  createdAt: Generated<Timestamp>;
}

/** What was sent on a stream that its client may resume; primary key (organizationId, promptSessionId, streamId, n). */
export interface SessionStreamEventTable {
  organizationId: string;
  id: string;
  promptSessionId: string;
  streamId: string;
  n: number;
  /** A JSON-RPC message as a text; "" for the event that only gives the client an id; null = the stream has ended. */
  sealed: string | null;
  /** Of the text. */
  sizeBytes: number;
  createdAt: Generated<Timestamp>;
}

/** A request to `/mcp` that was refused. No organization table: its sender is unknown. */
export interface RefusedAttemptTable {
  id: string;
  address: string;
  userAgent: string | null;
  endpoint: string;
  reason:
    | "no_key"
    | "malformed_key"
    | "unknown_key"
    | "revoked_key"
    | "expired_key"
    | "invalid_token"
    | "expired_token"
    | "revoked_token"
    | "suspended"
    | "frozen"
    | "scope";
  createdAt: Generated<Timestamp>;
}
