import type { DefaultJson, Generated, Timestamp } from "./column.ts";

/** The tenant. Its row-level policy compares `id` with the organization of the transaction. */
export interface OrganizationTable {
  id: string;
  name: string;
  plan: string;
  /** Whether a tool that calls itself destructive needs an approval where no rule says otherwise. */
  asksDestructive: Generated<boolean>;
  /** Whether a tool whose definition changes is held until somebody has looked at it. */
  holdsChanges: Generated<boolean>;
  /** How long the logs of ended runs are kept; 0 = no longer than the run. */
  runLogDays: Generated<number>;
  /** Whether programs find a `fetch`, and the hosts that it may lead to. */
  allowsFetch: Generated<boolean>;
  fetchHosts: DefaultJson<string[]>;
  createdAt: Generated<Timestamp>;
}

export interface MemberTable {
  organizationId: string;
  userId: string;
  role: "owner" | "admin" | "member" | "viewer";
  createdAt: Generated<Timestamp>;
}
