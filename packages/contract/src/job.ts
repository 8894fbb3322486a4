import { z } from "zod";
import type { WorkflowRunCount } from "./workflow-run-count.ts";

/** What workers do by the clock, and what they do because something was changed, by the queue's name, in words. */
export const jobNames: Readonly<Record<string, string>> = {
  "approval-notice": "Tell who may decide that a call waits",
  "audit-verification": "Verify the audit log",
  backup: "Make a backup that was asked for",
  "connection-examination": "Examine a connection",
  "data-export": "Write an export",
  deletions: "Carry out deletions",
  "domain-proofs": "Check domains of single sign-on",
  "event-webhook": "Tell a webhook of an event",
  "execution-reaper": "End runs whose node is gone",
  mail: "Send a mail",
  "master-key-change": "Change the master key",
  "nightly-backup": "Back up the instance",
  "oauth-signing-keys": "Renew the key of access tokens",
  "operator-alert": "Tell the operator's webhook",
  outbox: "Queue mails that are due",
  "payment-graces": "End payment graces",
  retention: "Drop what is older than it is kept",
  "run-webhook": "Tell a webhook of a run's end",
  "signing-key-change": "Put older signing keys out of use",
  "signing-keys": "Put older signing keys out of use, daily",
  status: "Look at the parts of the instance",
  "stripe-credits": "Send credits to Stripe",
  "stripe-event": "Follow an event of Stripe",
  "stripe-reconciliation": "Compare with Stripe",
  "stripe-usage": "Tell Stripe of usage",
  "usage-alerts": "Send alerts of usage",
  "usage-partitions": "Make room for coming days",
  "usage-recomputation": "Count usage anew and compare",
};

/** A kind of job. */
export interface JobKind {
  name: string;
  /** Of one that runs by the clock, in UTC; null = it follows from a change. */
  cron: string | null;
  nextAt: string | null;
  /** Whether it may be run at any time: it runs by the clock, and does something whenever it runs. */
  canRun: boolean;
  /** Jobs that wait for a worker or for their time. */
  waiting: number;
  active: number;
  /** Of the last days. */
  failed: number;
  last: {
    startedAt: string;
    /** Null while it is under way. */
    finishedAt: string | null;
    state: "active" | "completed" | "failed" | "retry" | "cancelled";
    error: string | null;
  } | null;
}

export interface FailedJob {
  id: string;
  name: string;
  createdAt: string;
  failedAt: string | null;
  tries: number;
  error: string | null;
}

export interface JobOverview {
  kinds: JobKind[];
  /** What workers do of workflows, each state once. */
  workflowRuns: WorkflowRunCount[];
  /** Jobs that were given up, the newest first, at most 50. */
  failed: FailedJob[];
}

export const jobKindRef = z.object({ name: z.string().min(1).max(100) });
export type JobKindRef = z.infer<typeof jobKindRef>;
export const jobRef = jobKindRef.extend({ id: z.uuid() });
export type JobRef = z.infer<typeof jobRef>;
