import {
  type ExecutionStatus,
  type ExecutionSummary,
  executionStatuses,
  executionVias,
  firstLine,
  isExecutionFinished,
} from "@patchops/contract";
import { Argument, type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { duration } from "../duration.ts";
import { exitCodeOfRun } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import { parseCount, parseCountOrZero } from "../parse-count.ts";
import { presentRun, runAnswer, runStatusLine } from "../present-run.ts";
import { resolveRun } from "../resolve-run.ts";
import { safeLine, safeText } from "../safe-text.ts";
import { table } from "../table.ts";

interface ListOptions {
  status?: ExecutionStatus;
  failed?: true;
  via?: (typeof executionVias)[number];
  user?: string;
  client?: string;
  session?: string;
  snippet?: string;
  search?: string;
  limit: number;
}

/** `patchops executions …`: runs that were started from anywhere. */
export function addExecutionsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const executions = program.command("executions").description("runs of programs, whoever started them");

  executions
    .command("list")
    .description("the newest first")
    .addOption(new Option("--status <status>", "only in this state").choices(executionStatuses))
    .option("--failed", "only those that ended otherwise than well")
    .addOption(new Option("--via <via>", "by where they were started").choices(executionVias))
    .option("--user <email>", "only of this user")
    .option("--client <name>", "only of this client, as it calls itself")
    .option("--session <id>", "only of this session")
    .option("--snippet <name>", "only of this saved program")
    .option("--search <text>", "only with these words in their source")
    .option("--limit <count>", "how many, at most 100", parseCount, 20)
    .action(async ({ session, ...filters }: ListOptions) => {
      const input = { ...filters, ...(session === undefined ? {} : { promptSession: session }) };
      const { executions: found } = await cli.client().execution.list.query(input, request);
      output.answer(found, () => table(columns, found.map(row)));
      if (found.length === 0) output.note("No such runs.");
    });

  executions
    .command("show")
    .description("one run: how it ended, what it returned and what it logged")
    .argument("<id>", "its id, from `executions list`")
    .option("--follow", "wait for its end, with its logs as they come")
    .action(async (ref: string, { follow }: { follow?: true }) => {
      const client = cli.client();
      const id = await resolveRun(cli, ref);
      if (follow) await followRun(client.executions.events(id, request), cli);
      const execution = await client.executions.get(id, request);
      output.answer(runAnswer(execution), () => presentRun(execution));
      if (!output.isJson) output.note(runStatusLine(execution, cli));
      if (execution.finishedAt !== null) cli.exitWith(exitCodeOfRun(execution));
    });

  executions
    .command("replay")
    .description(
      "run a program again with the answers, times and random numbers of one of its runs; no call goes out",
    )
    .argument("<id>", "its id, from `executions list`")
    .action(async (ref: string) => {
      const replay = await cli.client().executions.replay(await resolveRun(cli, ref), request);
      output.answer(replay, () => presentRun(replay));
      for (const { text } of output.isJson ? [] : replay.logs) output.note(safeText(text));
      if (!output.isJson) {
        output.note(
          `${runStatusLine(replay, cli)} · a replay, ${replay.isSame ? "as the run" : "unlike the run"}`,
        );
      }
      cli.exitWith(exitCodeOfRun(replay));
    });

  executions
    .command("decide")
    .description(
      "about a run that needs a decision: send the calls again whose answers were lost, or give it up",
    )
    .argument("<id>", "its id, from `executions list --status needs_decision`")
    .addArgument(new Argument("<decision>", "what becomes of it").choices(["repeat", "give-up"]))
    .action(async (ref: string, decision: "repeat" | "give-up") => {
      const executionId = await resolveRun(cli, ref);
      const answer = await cli
        .client()
        .execution.decide.mutate(
          { executionId, decision: decision === "repeat" ? "repeat" : "give_up" },
          request,
        );
      output.answer(answer, () => (decision === "repeat" ? "It goes on." : "Given up."));
    });

  executions
    .command("retention")
    .description("how long runs are kept; with a number of days, sets it for their logs, which replay them")
    .argument("[days]", "0 to 365; 0: a log goes with its run's end", parseCountOrZero)
    .action(async (runLogDays: number | undefined) => {
      const { execution } = cli.client();
      const kept =
        runLogDays === undefined
          ? await execution.retention.query(undefined, request)
          : await execution.setRetention.mutate({ runLogDays }, request);
      output.answer(
        kept,
        () =>
          `Runs are kept for ${kept.runDays} days; ${kept.runLogDays === 0 ? "their logs go with their end" : `their logs for ${kept.runLogDays} days after their end`}.`,
      );
    });

  executions
    .command("cancel")
    .description("stop a run; one that is over stays as it is")
    .argument("<id>", "its id, from `executions list`")
    .action(async (ref: string) => {
      const executionId = await resolveRun(cli, ref);
      const answer = await cli.client().execution.cancel.mutate({ executionId }, request);
      output.answer(answer, () => cancelText(answer.status));
    });
}

function cancelText(status: ExecutionStatus): string {
  if (status === "cancelled") return "Cancelled.";
  const words = status.replaceAll("_", " ");
  return isExecutionFinished(status)
    ? `It had ended already: ${words}.`
    : `It was told to end, and is still ${words}.`;
}

const columns = [
  { title: "STARTED (UTC)" },
  { title: "STATUS" },
  { title: "PROGRAM" },
  { title: "BY" },
  { title: "VIA" },
  { title: "TIME", align: "right" },
  { title: "CALLS", align: "right" },
  { title: "ID" },
] as const;

function row({
  createdAt,
  status,
  snippet,
  code,
  user,
  client,
  via,
  usage,
  toolCalls,
  executionId,
}: ExecutionSummary) {
  return [
    createdAt.slice(0, 19).replace("T", " "),
    status.replaceAll("_", " "),
    safeLine(snippet ?? firstLine(code), 40),
    user.email,
    safeLine(client?.name ?? via, 24),
    duration(usage.wallMs),
    String(toolCalls),
    executionId,
  ];
}
