import type { Generated, Json, Timestamp } from "./column.ts";

/** One run of a program. */
export interface ExecutionTable {
  organizationId: string;
  id: string;
  userId: string;
  apiKeyId: string | null;
  via: "dashboard" | "cli" | "sdk" | "mcp";
  code: string;
  input: Json | null;
  limits: Json<{ timeoutMs: number; memoryMb: number }>;
  status: string;
  result: Json | null;
  error: Json | null;
  toolCalls: Generated<number>;
  cpuMs: number | null;
  wallMs: number | null;
  memoryPeakBytes: number | null;
  requestId: string | null;
  createdAt: Generated<Timestamp>;
  startedAt: Timestamp | null;
  finishedAt: Timestamp | null;
}

/** What happened in a run, in order: logs, tool calls, state changes. Read again by those who come late. */
export interface ExecutionEventTable {
  organizationId: string;
  executionId: string;
  /** Counts from 1 without gaps. */
  sequence: number;
  event: Json<Record<string, unknown>>;
  createdAt: Generated<Timestamp>;
}

/** A program kept in a person's history or shared by a link within the organization. */
export interface SnippetTable {
  organizationId: string;
  id: string;
  userId: string;
  title: string | null;
  code: string;
  input: Json | null;
  createdAt: Generated<Timestamp>;
}
