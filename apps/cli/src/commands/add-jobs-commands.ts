import { jobNames, workflowRunStates } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

const minuteOf = (time: string | null | undefined) => time?.slice(0, 16).replace("T", " ") ?? "-";

/** `patchops admin jobs`: what workers do by the clock and after changes. */
export function addJobsCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const jobs = admin.command("jobs").description("what workers do, and what they gave up");

  jobs
    .command("list")
    .description(
      "each kind: when it ran last and runs next (UTC), how many wait, what failed; and where workflows' runs are",
    )
    .action(async () => {
      const overview = await cli.operator().operator.jobs.query(undefined, request);
      output.answer(overview, () =>
        [
          table(
            [
              { title: "JOB" },
              { title: "LAST" },
              { title: "STATE" },
              { title: "NEXT" },
              { title: "WAITING", align: "right" },
              { title: "GIVEN UP", align: "right" },
              { title: "WHAT" },
            ],
            overview.kinds.map(({ name, last, nextAt, waiting, failed }) => [
              name,
              minuteOf(last?.finishedAt ?? last?.startedAt),
              last?.state ?? "-",
              minuteOf(nextAt),
              String(waiting),
              String(failed),
              safeLine(last?.error ?? jobNames[name] ?? "", 60),
            ]),
          ),
          "",
          table(
            [
              { title: "WORKFLOWS' RUNS" },
              { title: "COUNT", align: "right" },
              { title: "OLDEST" },
              { title: "WHAT" },
            ],
            overview.workflowRuns.map(({ state, count, oldestAt }) => [
              state,
              String(count),
              minuteOf(oldestAt),
              workflowRunStates[state],
            ]),
          ),
          ...(overview.failed.length === 0
            ? []
            : [
                "",
                table(
                  [{ title: "GIVEN UP" }, { title: "AT" }, { title: "ERROR" }, { title: "ID" }],
                  overview.failed.map(({ name, failedAt, createdAt, error, id }) => [
                    name,
                    minuteOf(failedAt ?? createdAt),
                    safeLine(error ?? "-", 60),
                    id,
                  ]),
                ),
              ]),
        ].join("\n"),
      );
    });

  jobs
    .command("run")
    .description("run a job now that runs by the clock")
    .argument("<name>", "from: patchops admin jobs list")
    .action(async (name: string) => {
      const answer = await cli.operator().operator.runJob.mutate({ name }, request);
      output.answer(answer, () => `${name} runs now.`);
    });

  jobs
    .command("retry")
    .description("have a job tried again that was given up")
    .argument("<id>", "id of the job, or its beginning")
    .action(async (ref: string) => {
      const { failed } = await cli.operator().operator.jobs.query(undefined, request);
      const { id, name } = resolveRef(failed, ref, {
        kind: "job",
        namesOf: (job) => [job.id],
        next: "patchops admin jobs list",
      });
      const answer = await cli.operator().operator.retryJob.mutate({ id, name }, request);
      output.answer(answer, () => `${name} ${id} is tried again.`);
    });
}
