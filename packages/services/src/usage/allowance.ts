/** Monthly limits that one unit is charged to together: of the organization's plan, and of a key's and a member's budget. */
export interface Allowance {
  organizationId: string;
  /** First day of the month, `YYYY-MM-DD`. */
  period: string;
  limits: readonly MonthlyLimit[];
}

export interface MonthlyLimit {
  /** `calls`, `executions`, or of a budget `key:<id>` and `member:<id>`. */
  meter: string;
  limit: number;
  /** Of the plan: how much of it costs nothing more. */
  included?: number;
  /** Of a budget: how a refusal calls it. */
  name?: string;
}
