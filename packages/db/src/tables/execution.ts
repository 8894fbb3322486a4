import type { Generated, Json, Timestamp } from "./column.ts";

/** One run of a program. */
export interface ExecutionTable {
  organizationId: string;
  id: string;
  userId: string;
  apiKeyId: string | null;
  via: "dashboard" | "cli" | "sdk" | "mcp" | "workflow";
  /** The slug of the profile in which it was started; null = all tools. */
  profile: string | null;
  code: string;
  input: Json | null;
  limits: Json<{ timeoutMs: number; memoryMb: number; [name: string]: number }>;
  status: string;
  result: Json | null;
  error: Json | null;
  toolCalls: Generated<number>;
  cpuMs: number | null;
  wallMs: number | null;
  memoryPeakBytes: number | null;
  requestId: string | null;
  /** What the client that started it calls itself. */
  clientName: string | null;
  clientVersion: string | null;
  promptSessionId: string | null;
  /** The name of the program, as it was then. */
  snippetName: string | null;
  createdAt: Generated<Timestamp>;
  startedAt: Timestamp | null;
  finishedAt: Timestamp | null;
  /** When somebody asked for its end. */
  cancelledAt: Generated<Timestamp | null>;
  /** While it is given up, to be resumed by its log. */
  pausedAt: Timestamp | null;
  /** While it is paused, when that is done though nobody has answered; after that, when it was done. */
  resumeAt: Timestamp | null;
}

/** What a run was given, in parts, sealed: the answers of its calls, in which order, at which time. */
export interface ExecutionLogTable {
  organizationId: string;
  id: string;
  executionId: string;
  /** Counts from 0 without gaps. */
  part: number;
  sealed: string;
  createdAt: Generated<Timestamp>;
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

/** A program shared by a link within the organization, or saved under a name. */
export interface SnippetTable {
  organizationId: string;
  id: string;
  userId: string;
  /** Unique in its organization. */
  name: string | null;
  title: string | null;
  code: string;
  input: Json | null;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}

/** Who is told of a run's end. */
export interface RunWebhookTable {
  organizationId: string;
  executionId: string;
  url: string;
  status: Generated<"waiting" | "delivered" | "failed">;
  attempts: Generated<number>;
  httpStatus: number | null;
  error: string | null;
  /** Of the next attempt. */
  nextAt: Timestamp | null;
  createdAt: Generated<Timestamp>;
}

/** What webhooks are signed with; a retired one signs beside its successor for a day. */
export interface WebhookSecretTable {
  organizationId: string;
  id: string;
  sealed: string;
  createdAt: Generated<Timestamp>;
  retiredAt: Timestamp | null;
}
