import { type CallFilters, outcomes, vias } from "@patchops/contract";
import { type Command, Option } from "commander";

type FilterOptions = Omit<CallFilters, "execution" | "promptSession" | "errorCode"> & {
  error?: string;
  run?: string;
  session?: string;
};

/** The options that narrow calls, the same for each command that tells of them. */
export function addCallFilterOptions(command: Command): Command {
  return command
    .option("--from <date>", "first moment: 2026-01-31 or 2026-01-31T12:00:00Z")
    .option("--to <date>", "end, exclusive")
    .option("--connection <slug>", 'only of this connection; "(none)": of names that are no tool')
    .option("--tool <name>", "only of this tool, by its original name")
    .option("--client <name>", 'only of this client, as it calls itself; "(none)": of none')
    .option("--user <email>", "only of this person")
    .option("--provider <type>", "only of connections of this provider")
    .option("--key <id>", 'only with this API key; "(none)": without one')
    .addOption(new Option("--via <way>", "only those that came this way").choices(vias))
    .addOption(new Option("--outcome <outcome>", "only those that ended so").choices(outcomes))
    .option("--error <code>", "only those with this error code")
    .option("--failed", "only those that failed")
    .option("--run <id>", "only of this run")
    .option("--session <id>", "only of this client's session");
}

export function callFiltersOf(options: FilterOptions): CallFilters {
  const { from, to, connection, tool, client, user, provider, key, via, outcome, failed } = options;
  const { error, run, session } = options;
  const filters = { from, to, connection, tool, client, user, provider, key, via, outcome, failed };
  const given = { ...filters, errorCode: error, execution: run, promptSession: session };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
