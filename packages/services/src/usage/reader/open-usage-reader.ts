import type { Database, Transaction } from "@patchops/db";
import { readConnectionHours } from "./connection-hours.ts";
import { countExecutions } from "./count-executions.ts";
import { readOrganizationDays } from "./organization-days.ts";
import { readCalls } from "./read-calls.ts";
import { readFailures } from "./read-failures.ts";
import { readMethods } from "./read-methods.ts";
import { readSessionRows } from "./session-rows.ts";
import { readSessionTotals } from "./session-totals.ts";
import { readToolCallers } from "./tool-callers.ts";
import { readToolDays } from "./tool-days.ts";
import { readUnknownTools } from "./unknown-tools.ts";
import { readUsageCells } from "./usage-cells.ts";
import type { UsageReader } from "./usage-reader.ts";

/** What was metered, read from the database that it is stored in. */
export function openUsageReader(database: Database): UsageReader {
  const reading =
    <Query extends { organizationId: string }, T>(read: (trx: Transaction, query: Query) => Promise<T>) =>
    (query: Query): Promise<T> =>
      database.withOrganization(query.organizationId, (trx) => read(trx, query));
  return {
    cells: reading(readUsageCells),
    executions: reading(countExecutions),
    failures: reading(readFailures),
    methods: reading(readMethods),
    unknownTools: reading(readUnknownTools),
    calls: reading(readCalls),
    connectionHours: reading(readConnectionHours),
    organizationDays: reading(readOrganizationDays),
    toolDays: reading(readToolDays),
    toolCallers: reading(readToolCallers),
    sessionTotals: reading(readSessionTotals),
    sessionRows: reading(readSessionRows),
  };
}
