import { existsSync } from "node:fs";
import {
  type DeployedWorkflow,
  type Execution,
  type ExecutionEvent,
  idSchema,
  type WorkflowChange,
  type WorkflowRun,
  type WorkflowSummary,
} from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { lineDiff } from "../connect/line-diff.ts";
import { keepDeployedVersions, readDeployedVersions } from "../deployed-versions.ts";
import { diagnosticsText } from "../diagnostics-text.ts";
import { exitCodeOfRun } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import { parseCount } from "../parse-count.ts";
import { presentRun, runAnswer, runStatusLine } from "../present-run.ts";
import { readJson } from "../read-json.ts";
import { readText } from "../read-text.ts";
import { overtakenBy, refuseOvertaken, republishes } from "../refuse-overtaken.ts";
import { resolveServiceAccount } from "../resolve-service-account.ts";
import { safeLine, safeText } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";
import { readWorkflowFile } from "../workflow-file.ts";

interface DeployOptions {
  dryRun: boolean;
  draft: boolean;
  over?: number;
  notes?: string;
  serviceAccount?: string;
}

interface RunOptions {
  input?: string;
  version?: number;
  key?: string;
  detach: boolean;
}

/** `patchops workflows …`: programs that run by themselves, kept in files. */
export function addWorkflowsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const workflows = program
    .command("workflows")
    .description("programs that run by themselves: by schedule, webhook, as a tool, from code");

  workflows
    .command("list")
    .description("all of them")
    .action(async () => {
      const found = await cli.client().workflow.list.query(undefined, request);
      output.answer(found, () => table(columns, found.map(row)));
      for (const { name, status, reason } of found) {
        if (reason !== null) output.note(`${name} is ${status}: ${safeLine(reason)}`);
      }
      if (found.length === 0) output.next("patchops workflows deploy <file>");
    });

  workflows
    .command("show")
    .description("one of them, with its program as it runs")
    .argument("<name>", "its name")
    .action(async (name: string) => {
      const workflow = await cli.client().workflow.get.query({ name }, request);
      output.answer(workflow, () => safeText(workflow.current.code));
      for (const { at, timeZone } of workflow.nextRuns) output.note(`Next run: ${at} (${timeZone})`);
      if (workflow.webhookUrl !== null) output.note(`Webhook: ${workflow.webhookUrl}`);
    });

  workflows
    .command("deploy")
    .description("make a version of a file, and publish it; its settings stand in YAML in its first comment")
    .argument("<file>", "the program")
    .option("--dry-run", "say what would change, and change nothing", false)
    .option("--draft", "do not publish it", false)
    .option("--over <version>", "go over that newest version, whoever made it, and over no other", parseCount)
    .option("--notes <text>", "what is new in it")
    .option("--service-account <name>", "have it run for a service account; `none` for you")
    .action(async (path: string, options: DeployOptions) => {
      const file = readWorkflowFile(path, await readText(terminal, path));
      const { dryRun, draft, notes, serviceAccount } = options;
      const client = cli.client();
      const account =
        serviceAccount === undefined
          ? {}
          : {
              serviceAccountId:
                serviceAccount === "none" ? null : (await resolveServiceAccount(cli, serviceAccount)).userId,
            };
      const asked = { ...file, ...account, publish: !draft, ...(notes === undefined ? {} : { notes }) };
      const looked = await client.workflow.deploy.mutate({ ...asked, dryRun: true }, request);
      const last = looked.id === null ? null : await readDeployedVersions(cli.config, looked.id);
      const known = { last, over: options.over, isDraft: draft };
      if (!dryRun) refuseOvertaken(looked, known, path);
      // Over what was looked at, and nothing that came since.
      const expected = looked.previous ?? { latestVersion: 0, publishedVersion: null };
      const deployed = dryRun ? looked : await client.workflow.deploy.mutate({ ...asked, expected }, request);
      const overtaken = dryRun ? overtakenBy(looked, known) : null;
      if (overtaken !== null) output.note(overtaken);
      // A draft that is there already tells nothing of what runs.
      if (!dryRun && !(draft && deployed.version === null)) await keep(deployed);
      output.answer(deployed, () => deployedText(deployed, draft));
      if (!output.isJson) {
        if (deployed.diagnostics.length > 0) {
          output.note(diagnosticsText({ diagnostics: deployed.diagnostics, isComplete: true }, path));
        }
        for (const at of deployed.nextRuns) output.note(`Next run: ${at}`);
        notePause(deployed, deployed.name);
        if (deployed.webhook !== null) {
          output.note(`Webhook: ${deployed.webhook.url}`);
          output.note(`Its secret, shown this once: ${deployed.webhook.secret}`);
        }
      }
    });

  workflows
    .command("run")
    .description("run one now and wait for its end; Ctrl+C leaves it to go on")
    .argument("<name>", "its name")
    .option("--input <json>", "what it finds as `input`: JSON, @file, or -")
    .option("--version <n>", "a version that is not the published one", parseCount)
    .option("--key <text>", "two runs with the same one are one")
    .option("--detach", "print the run's id and leave", false)
    .action(async (name: string, { input, version, key, detach }: RunOptions) => {
      const client = cli.client();
      const value = input === undefined ? undefined : await readJson(terminal, input, "--input");
      const run = client.workflows.run(name, value, { version, idempotencyKey: key });
      const executionId = await run.id;
      if (detach) {
        output.answer({ executionId, status: "queued" }, () => executionId);
        output.next(`patchops executions show ${executionId} --follow`);
        return;
      }
      const isLeft = await follow(run.events(request));
      present(isLeft ? await client.executions.get(executionId) : await run.result());
    });

  workflows
    .command("diff")
    .description("what differs between two versions, or between a file and the newest one")
    .argument("<name-or-file>", "a workflow's name, or the path of its file")
    .argument("[from]", "a version; default the published one", parseCount)
    .argument("[to]", "another; default the newest", parseCount)
    .action(async (ref: string, from?: number, to?: number) => {
      const client = cli.client();
      if (from === undefined && existsSync(ref)) {
        const file = readWorkflowFile(ref, await readText(terminal, ref));
        const { changes } = await client.workflow.deploy.mutate({ ...file, dryRun: true }, request);
        output.answer(changes, () => changesText(changes));
        return;
      }
      const workflow = await client.workflow.get.query({ name: ref }, request);
      const changes = await client.workflow.diff.query(
        {
          name: ref,
          from: from ?? workflow.publishedVersion ?? workflow.latestVersion,
          to: to ?? workflow.latestVersion,
        },
        request,
      );
      output.answer(changes, () => changesText(changes));
    });

  workflows
    .command("versions")
    .description("all versions of one, the newest first")
    .argument("<name>", "its name")
    .action(async (name: string) => {
      const found = await cli.client().workflow.versions.query({ name }, request);
      output.answer(found, () =>
        table(
          versionColumns,
          found.map(({ version, isPublished, createdBy, createdAt, notes }) => [
            String(version),
            isPublished ? "published" : "",
            createdBy.email,
            minute(createdAt),
            safeLine(notes, 60),
          ]),
        ),
      );
    });

  workflows
    .command("rollback")
    .description("publish an earlier version, or a draft")
    .argument("<name>", "its name")
    .argument("[version]", "which; default the one that was published before", parseCount)
    .action(async (name: string, version?: number) => {
      const client = cli.client();
      const wanted = version ?? (await versionBefore(name));
      const published = await client.workflow.publish.mutate({ name, version: wanted }, request);
      output.answer(published, () => `Version ${wanted} of ${name} runs from now on.`);
      if (!output.isJson) notePause(published, name);
    });

  workflows
    .command("logs")
    .description("its runs; or what one of them wrote")
    .argument("<name>", "its name")
    .option("--run <id>", "one of its runs, as it goes on")
    .option("--dead", "those alone that failed for good", false)
    .option("--limit <n>", "so many at most", parseCount, 20)
    .action(async (name: string, options: { run?: string; dead: boolean; limit: number }) => {
      if (options.run !== undefined) {
        await showRun(options.run);
        return;
      }
      const page = await cli
        .client()
        .workflow.runs.query(
          { name, limit: Math.min(100, options.limit), ...(options.dead ? { isDead: true } : {}) },
          request,
        );
      output.answer(page.runs, () => table(runColumns, page.runs.map(runRow)));
    });

  workflows
    .command("rerun")
    .description("run a run once more, all of it or from a step on")
    .argument("<run>", "its id")
    .option("--from-step <name>", "what came before stays as it was")
    .option("--latest", "as it is published now", false)
    .action(async (executionId: string, { fromStep, latest }: { fromStep?: string; latest: boolean }) => {
      const again = await cli
        .client()
        .workflow.rerun.mutate(
          { executionId, latest, ...(fromStep === undefined ? {} : { fromStep }) },
          request,
        );
      output.answer(again, () => again.executionId);
      output.next(`patchops executions show ${again.executionId} --follow`);
    });

  workflows
    .command("dismiss")
    .description("put a run aside that failed for good: nothing is done about it")
    .argument("<run>", "its id")
    .option("--undo", "take that back", false)
    .action(async (executionId: string, { undo }: { undo: boolean }) => {
      const dismissed = await cli.client().workflow.dismiss.mutate({ executionId, isUndone: undo }, request);
      output.answer(dismissed, () => `${executionId} ${undo ? "waits again" : "is put aside"}.`);
    });

  for (const [verb, isPaused, words] of [
    ["pause", true, "stop its triggers, runs under way go on; or pause one run"],
    ["resume", false, "let its triggers work again; or let a paused run go on"],
  ] as const) {
    workflows
      .command(verb)
      .description(words)
      .argument("<name-or-run>", "its name, or the id of a run")
      .action(async (named: string) => {
        const { workflow } = cli.client();
        const done = idSchema.safeParse(named).success
          ? await workflow.pauseRun.mutate({ executionId: named, isPaused }, request)
          : await workflow.pause.mutate({ name: named, isPaused }, request);
        output.answer(done, () => `${named} ${isPaused ? "is paused" : "goes on"}.`);
      });
  }

  workflows
    .command("webhook")
    .description("a new address and secret for its webhook, shown once; those before end")
    .argument("<name>", "its name")
    .action(async (name: string) => {
      const made = await cli.client().workflow.rotateWebhook.mutate({ name }, request);
      output.answer(made, () => `${made.url}\n${made.secret}`);
    });

  workflows
    .command("remove")
    .description("remove it with its versions and triggers; its runs stay")
    .argument("<name>", "its name")
    .option("--yes", "without being asked")
    .action(async (name: string, { yes }: { yes?: boolean }) => {
      await confirm(cli, `Remove the workflow ${name}?`, yes === undefined ? {} : { yes });
      const removed = await cli.client().workflow.remove.mutate({ name }, request);
      output.answer(removed, () => `Removed ${name}.`);
    });

  /** For the next deploy from here: whatever there is then that was not there now is somebody else's. */
  async function keep({ id, version, isPublished, previous }: DeployedWorkflow): Promise<void> {
    const latestVersion = version ?? previous?.latestVersion;
    if (id === null || latestVersion === undefined) return;
    const publishedVersion = isPublished ? latestVersion : (previous?.publishedVersion ?? null);
    await keepDeployedVersions(cli.config, id, { latestVersion, publishedVersion }).catch((error: unknown) =>
      output.note(
        `It is not kept here which version this was, so that a later deploy cannot tell what is newer: ${error instanceof Error ? error.message : ""}`,
      ),
    );
  }

  /** What publishing has done to a pause: nothing starts while nobody says so. */
  function notePause(
    { isPaused, endedPause }: Pick<DeployedWorkflow, "isPaused" | "endedPause">,
    name: string,
  ): void {
    if (isPaused) {
      output.note("It is paused, and stays so: its triggers start nothing.");
      output.next(`patchops workflows resume ${name}`);
    }
    if (endedPause !== null) output.note(`It was paused (${safeLine(endedPause)}), and goes on.`);
  }

  async function showRun(executionId: string): Promise<void> {
    const client = cli.client();
    await follow(client.executions.events(executionId, request));
    present(await client.executions.get(executionId));
  }

  /** Answers whether it was left before its end: it goes on. */
  async function follow(events: AsyncIterable<ExecutionEvent>): Promise<boolean> {
    try {
      await followRun(events, cli);
    } catch (error) {
      if (!terminal.interrupted.aborted) throw error;
    }
    return terminal.interrupted.aborted;
  }

  function present(execution: Execution): void {
    output.answer(runAnswer(execution), () => presentRun(execution));
    if (!output.isJson) output.note(runStatusLine(execution, cli));
    if (execution.finishedAt === null) {
      output.note("It goes on.");
      output.next(`patchops executions show ${execution.executionId} --follow`);
    }
    cli.exitWith(terminal.interrupted.aborted ? 130 : exitCodeOfRun(execution));
  }

  async function versionBefore(name: string): Promise<number> {
    const found = await cli.client().workflow.versions.query({ name }, request);
    const [before] = found
      .filter(({ isPublished, publishedAt }) => !isPublished && publishedAt !== null)
      .toSorted((a, b) => String(b.publishedAt).localeCompare(String(a.publishedAt)));
    if (before !== undefined) return before.version;
    throw usageError(
      `No other version of ${name} was ever published.`,
      `patchops workflows versions ${name}`,
    );
  }
}

const minute = (at: string) => at.slice(0, 16).replace("T", " ");

const columns = [
  { title: "NAME" },
  { title: "STATUS" },
  { title: "VERSION" },
  { title: "TRIGGERS" },
  { title: "NEXT RUN (UTC)" },
  { title: "LAST RUN" },
] as const;

function row({ name, status, publishedVersion, triggers, nextRunAt, lastRuns }: WorkflowSummary): string[] {
  const { schedules, webhook, tool } = triggers;
  const words = [schedules > 0 && "schedule", webhook && "webhook", tool && "tool"].filter(Boolean);
  return [
    name,
    status,
    publishedVersion === null ? "draft" : String(publishedVersion),
    words.join(", "),
    nextRunAt === null ? "" : minute(nextRunAt),
    lastRuns[0]?.status ?? "",
  ];
}

const versionColumns = [
  { title: "VERSION" },
  { title: "" },
  { title: "BY" },
  { title: "MADE (UTC)" },
  { title: "NOTES" },
] as const;

const runColumns = [
  { title: "RUN" },
  { title: "STATUS" },
  { title: "VERSION" },
  { title: "TRIGGER" },
  { title: "ATTEMPT" },
  { title: "QUEUED (UTC)" },
  { title: "ERROR" },
] as const;

function runRow({ executionId, status, version, trigger, attempt, createdAt, error }: WorkflowRun): string[] {
  const where = error?.line === undefined ? "" : `line ${error.line}: `;
  const why = error === null ? "" : safeLine(`${where}${error.message}`, 60);
  return [executionId, status, String(version), trigger, String(attempt), minute(createdAt), why];
}

function deployedText(deployed: DeployedWorkflow, isDraft: boolean): string {
  const { name, version, isPublished, isDryRun, changes, previous } = deployed;
  if (changes.length === 0 && !republishes(deployed, isDraft)) return `${name} is as it was.`;
  if (isDryRun && changes.length === 0) {
    return `Version ${previous?.latestVersion} of ${name}, which is the same, would run.`;
  }
  if (isDryRun) return changesText(changes);
  return isPublished
    ? `Version ${version} of ${name} runs from now on.`
    : `Version ${version} of ${name} is a draft: patchops workflows rollback ${name} ${version} publishes it.`;
}

function changesText(changes: readonly WorkflowChange[]): string {
  if (changes.length === 0) return "Nothing differs.";
  const text = (value: unknown) =>
    typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
  return changes
    .map(({ field, before, after }) => {
      const was = before == null ? "" : text(before);
      return `${field}\n${safeText(lineDiff(was, after == null ? "" : text(after)))}`;
    })
    .join("\n");
}
