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
  /** Told that an answer is looked for and taken, and that there was none (false): meanwhile whoever asks must not be given up. */
  onTaking?: (isTaking: boolean) => void;
  /** Closes the question, whatever came of it. */
  close(outcome: { isApproved: boolean }): void;
}
