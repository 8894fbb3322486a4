/** How much of something that is counted by months is used, and what of it there is. */
export interface Level {
  organizationId: string;
  /** `calls`, `executions`, `cpu_seconds`, or of a budget `key:<id>` and `member:<id>`. */
  subject: string;
  used: number;
  /** null = no limit. */
  limit: number | null;
  /** Of a budget: its key's name, or its member's address. */
  name: string | null;
  /** Of a budget: whose it is. */
  userId: string | null;
}
