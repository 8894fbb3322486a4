import type { Call } from "@patchops/contract";
import type { Range } from "../range.ts";
import type { Tally } from "../tally.ts";
import type { ConnectionHour, ConnectionHoursQuery } from "./connection-hours.ts";
import type { ExecutionsQuery } from "./count-executions.ts";
import type { OrganizationDay, OrganizationDaysQuery } from "./organization-days.ts";
import type { CallsQuery } from "./read-calls.ts";
import type { CountsQuery, FailureCount } from "./read-failures.ts";
import type { MethodCount } from "./read-methods.ts";
import type { MeteredMoment, SessionRowsQuery } from "./session-rows.ts";
import type { SessionSpan, SessionTotals } from "./session-totals.ts";
import type { ToolCaller, ToolCallersQuery } from "./tool-callers.ts";
import type { CallCounts, ToolDaysQuery } from "./tool-days.ts";
import type { CellsQuery, UsageCell } from "./usage-cell.ts";

/**
 * The one way to read what was metered: events and their totals, of one organization each. What stores them may change behind it
 * without the verbs' notice. What counts against plans is no part of it: that is decided in the database's own transactions.
 */
export interface UsageReader {
  /** Calls by key and interval, in any order; a key may come in several cells. */
  cells(query: CellsQuery): Promise<UsageCell[]>;
  /** Runs begun in a range. */
  executions(query: ExecutionsQuery): Promise<number>;
  /** Calls that failed, by how and where, in any order; a pair may come in several counts. */
  failures(query: CountsQuery): Promise<FailureCount[]>;
  /** All that was metered, by method, in any order; a method may come in several counts. */
  methods(query: CountsQuery): Promise<MethodCount[]>;
  /** The names that callers asked for most where no tool of ours had them, each with its calls. */
  unknownTools(query: { organizationId: string; range: Range }): Promise<Map<string, Tally>>;
  /** Calls, newest first, with who made them. */
  calls(query: CallsQuery): Promise<Call[]>;
  /** Calls of connections by hour. */
  connectionHours(query: ConnectionHoursQuery): Promise<ConnectionHour[]>;
  /** Calls and runs by day. */
  organizationDays(query: OrganizationDaysQuery): Promise<OrganizationDay[]>;
  /** A tool's calls of whole days, added up. */
  toolDays(query: ToolDaysQuery): Promise<CallCounts>;
  /** Who called a connection's tools in the last 30 days, by tool (original name), the most frequent first. */
  toolCallers(query: ToolCallersQuery): Promise<Map<string, ToolCaller[]>>;
  /** What prompt sessions came to, by their ids; nothing of those without events. */
  sessionTotals(query: {
    organizationId: string;
    sessions: readonly SessionSpan[];
  }): Promise<Map<string, SessionTotals>>;
  /** The calls and runs of a session, oldest first. */
  sessionRows(query: SessionRowsQuery): Promise<MeteredMoment[]>;
}
