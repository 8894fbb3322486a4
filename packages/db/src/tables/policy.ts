import type { Generated, Timestamp } from "./column.ts";

/** A rule: whether those that it names may call what it names. What it does not name (null) it takes as any. */
export interface PolicyTable {
  organizationId: string;
  id: string;
  action: "allow" | "ask" | "block";
  /** Null where a tool is named, which has its connection. */
  connectionId: string | null;
  toolId: string | null;
  role: "owner" | "admin" | "member" | "viewer" | null;
  profileId: string | null;
  apiKeyId: string | null;
  /** Whether who asks may approve their own call; null = everybody but viewers. */
  allowsSelfApproval: boolean | null;
  createdBy: string;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}
