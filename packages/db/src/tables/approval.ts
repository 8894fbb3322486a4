import type { Generated, Timestamp } from "./column.ts";

/** A call that a person is asked about. It binds caller, client, tool, arguments and policy, and lets one call through. */
export interface ApprovalTable {
  organizationId: string;
  id: string;
  /** Who asks, and by which key or app; both null = by a browser. */
  userId: string;
  apiKeyId: string | null;
  oauthGrantId: string | null;
  clientName: string | null;
  clientVersion: string | null;
  via: "mcp" | "code" | "workflow" | "dashboard" | "cli" | "sdk";
  profile: string | null;
  /** Both null where a program asks on its own, by `question`. */
  connectionId: string | null;
  toolId: string | null;
  question: Generated<string | null>;
  /** The metered row of the call that waits, waited last, or went through. */
  callId: string;
  executionId: string | null;
  /** SHA-256 over all that it is bound to. */
  binding: string;
  argumentsHash: string;
  /** The exact arguments. */
  sealed: string;
  /** Null where the default asks. */
  policyId: string | null;
  policyLabel: string;
  policyVersion: string;
  /** Whether who asks may answer. */
  allowsSelf: boolean;
  status: Generated<"pending" | "approved" | "denied">;
  /** Whether a call waits for it now. */
  isAwaited: boolean;
  decidedBy: string | null;
  decidedVia: "dashboard" | "cli" | "sdk" | "elicitation" | null;
  decidedAt: Timestamp | null;
  /** When a call took the answer. */
  usedAt: Timestamp | null;
  /** Until then it can be answered; the answer, then, be used. */
  expiresAt: Timestamp;
  createdAt: Generated<Timestamp>;
}
