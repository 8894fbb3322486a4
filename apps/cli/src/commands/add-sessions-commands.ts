import { type PromptSessionView, type SessionMoment, sessionEras } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { duration } from "../duration.ts";
import { parseCount } from "../parse-count.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

interface ListOptions {
  client?: string;
  user?: string;
  key?: string;
  era?: (typeof sessionEras)[number];
  live?: true;
  limit: number;
}

/** `patchops sessions …` */
export function addSessionsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const sessions = program
    .command("sessions")
    .description("what one client did, from its first to its last request");

  sessions
    .command("list")
    .description("clients' sessions, the newest first")
    .option("--client <name>", "only of this client, as it calls itself")
    .option("--user <email>", "only of this user")
    .option("--key <id>", "only with this API key")
    .addOption(
      new Option("--era <era>", "by how the client speaks: MCP of either era, or not MCP").choices(
        sessionEras,
      ),
    )
    .option("--live", "only those that go on")
    .option("--limit <count>", "how many, at most 100", parseCount, 20)
    .action(async ({ key, ...filters }: ListOptions) => {
      const input = { ...filters, ...(key === undefined ? {} : { apiKey: key }) };
      const { sessions: found } = await cli.client().promptSession.list.query(input, request);
      output.answer(found, () => table(sessionColumns, found.map(sessionRow)));
      if (found.length === 0) output.note("No sessions yet.");
    });

  sessions
    .command("show")
    .description("one session: what it came to, and what happened in it, the oldest first")
    .argument("<id>", "its id, from `sessions list`")
    .option("--limit <count>", "how much of what happened, at most 500", parseCount, 200)
    .action(async (id: string, { limit }: { limit: number }) => {
      const answer = await cli.client().promptSession.get.query({ id, limit }, request);
      output.answer(answer, () => {
        const { session, timeline } = answer;
        const { calls, failures, resultTokens, toolMs } = session.totals;
        return [
          `${clientText(session)}, ${session.user.email}, ${session.protocolVersion ?? session.via}`,
          `${calls} calls, ${failures} failed, about ${resultTokens} tokens of results, ${duration(toolMs)} in tools`,
          "",
          table(momentColumns, timeline.map(momentRow)),
        ].join("\n");
      });
      if (answer.nextCursor !== null)
        output.note("There is more: show it with a larger --limit, or in the dashboard.");
    });
}

const sessionColumns = [
  { title: "STARTED (UTC)" },
  { title: "CLIENT" },
  { title: "USER" },
  { title: "CALLS", align: "right" },
  { title: "FAILED", align: "right" },
  { title: "STATE" },
  { title: "ID" },
] as const;

function clientText({ client, via }: PromptSessionView): string {
  if (!client) return via;
  return safeLine(client.version === null ? client.name : `${client.name} ${client.version}`, 32);
}

function sessionRow(session: PromptSessionView): string[] {
  const { startedAt, user, totals, isLive, id } = session;
  return [
    startedAt.slice(0, 19).replace("T", " "),
    clientText(session),
    user.email,
    String(totals.calls),
    String(totals.failures),
    isLive ? "live" : "ended",
    id,
  ];
}

const momentColumns = [
  { title: "TIME (UTC)" },
  { title: "WHAT" },
  { title: "ABOUT" },
  { title: "TIME", align: "right" },
  { title: "STATUS" },
] as const;

function momentRow(moment: SessionMoment): string[] {
  const [what, about] =
    moment.type === "event"
      ? [moment.kind, moment.subject]
      : [
          moment.type === "call" ? "tools/call" : "run",
          moment.program ?? [moment.connection, moment.tool].filter(Boolean).join("."),
        ];
  return [
    moment.at.slice(11, 23),
    safeLine(what, 32),
    safeLine(about || "–", 48),
    duration(moment.totalMs),
    momentStatus(moment),
  ];
}

function momentStatus(moment: SessionMoment): string {
  const { outcome, errorCode } = moment;
  if (errorCode !== null) return `${outcome} (${errorCode})`;
  const decider = moment.type === "event" ? moment.approval?.decidedBy : null;
  return decider ? `${outcome} by ${decider.email}` : outcome;
}
