/** What is kept for a time of its own. */
export type KeptKind =
  | "calls"
  | "runs"
  | "run_logs"
  | "payloads"
  | "totals"
  | "periods"
  | "sign_ins"
  | "devices"
  | "mails"
  | "approvals"
  | "support"
  | "audit";

/** How long a kind of data is kept, and who decides that. */
export interface RetentionRule {
  kind: KeptKind;
  /** Null = as long as the organization is there. */
  days: number | null;
  by: "instance" | "plan" | "organization" | "fixed";
}
