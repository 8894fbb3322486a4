import type { Transaction } from "@patchops/db";

/** What workers do because something was changed, by the job's name. Data holds ids, never secrets. */
export interface JobData {
  /** Examines a connection that somebody set to be examined, unless that was done meanwhile. */
  "connection-examination": {
    organizationId: string;
    connectionId: string;
    ownerId: string;
    /** When its status became `connecting`; a later change has a job of its own. */
    statusAt: string;
  };
  /** Writes an archive of stored data, from its beginning. */
  "data-export": { exportId: string };
  /** Makes a backup that somebody asked for. */
  backup: { backupId: string };
  /** Carries a change of the master key to its end. */
  "master-key-change": Record<string, never>;
  /** Puts older signing keys out of use, once new ones sign. */
  "signing-key-change": Record<string, never>;
  /** One try to send a mail. */
  mail: { mailId: string };
  /** Tells the operator's webhook that a part of the instance is down, or back. */
  "operator-alert": { name: string; isUp: boolean; detail: string | null; since: string; url: string };
  /** Tells who may decide that a call waits. */
  "approval-notice": { organizationId: string; approvalId: string };
  /** Tells an organization's webhook of an event. `attempt` counts from 1. */
  "event-webhook": { organizationId: string; deliveryId: string; attempt: number };
  /** Does what follows from an event of Stripe's inbox. */
  "stripe-event": { eventId: string };
  /** Tells a run's webhook that the run has ended. `attempt` counts from 1. */
  "run-webhook": { organizationId: string; executionId: string; attempt: number };
}

/** The outbox of jobs. */
export interface Jobs {
  /** The job is there when the transaction commits, and never was when it does not. Some worker does it, even when this process dies. */
  send<Name extends keyof JobData>(
    trx: Transaction,
    name: Name,
    data: JobData[Name],
    options?: { afterSeconds?: number },
  ): Promise<void>;
  /** Drops every job that names an organization, those that are done with too; answers how many. The transaction is the system role's. */
  forget(trx: Transaction, organizationId: string): Promise<number>;
}

/** What an operator has of the queues. */
export interface JobQueues {
  /** Runs a scheduled job, by its name, once the transaction commits. */
  runNow(trx: Transaction, name: string): Promise<void>;
  /** Has a job tried again that was given up. Of another nothing is changed. */
  retry(job: { name: string; id: string }): Promise<void>;
}
