import type { AwaitedApproval } from "@patchops/contract";

/** Asks for a call's approval: whoever follows it, or the person behind its client. */
export interface ApprovalQuestion extends AwaitedApproval {
  arguments: Record<string, unknown>;
  /** Whether who asks may answer. */
  allowsSelf: boolean;
}

/** A question that is open with somebody. */
export interface OpenApprovalQuestion {
  /** Resolves when they have answered, or will not: `left` ends the wait, and the question stays where it stands. Else never. */
  answered: Promise<"approve" | "deny" | "left">;
  /** Closes the question, whatever came of it. */
  close(outcome: { isApproved: boolean }): void;
}
