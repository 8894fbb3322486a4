import type { InboxThread, Ticket } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { parseCount } from "../parse-count.ts";
import { readText } from "../read-text.ts";
import { mostTickets, resolveTicket } from "../resolve-ticket.ts";
import { safeLine, safeText } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

const statuses = ["open", "answered", "closed"] as const;

/** `patchops admin support …`: what people write to you, and your answers. */
export function addSupportCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const support = admin.command("support").description("what people write to you, and your answers");

  support
    .command("list")
    .description("the newest first")
    .addOption(new Option("--status <status>", "those alone").choices(statuses))
    .option("--limit <number>", `how many, ${mostTickets} at most; default: 100`, parseCount)
    .action(async (input: { status?: Ticket["status"]; limit?: number }) => {
      const { tickets } = await cli.operator().operator.tickets.query(input, request);
      output.answer(tickets, () =>
        table(
          [
            { title: "STATUS" },
            { title: "FROM" },
            { title: "ABOUT" },
            { title: "LAST MESSAGE" },
            { title: "ID" },
          ],
          tickets.map(({ id, status, email, subject, lastMessageAt }) => [
            status,
            safeLine(email, 40),
            safeLine(subject, 50),
            lastMessageAt.slice(0, 16).replace("T", " "),
            id,
          ]),
        ),
      );
      const [open] = tickets.filter(({ status }) => status === "open");
      if (open !== undefined) output.next(`patchops admin support show ${open.id}`);
    });

  support
    .command("show")
    .description("all of a request: who wrote, how that is known, what was written, what was begun")
    .argument("<id>", "id of a request, or its beginning")
    .action(async (ref: string) => {
      const { id } = await resolveTicket(cli, ref);
      const thread = await cli.operator().operator.ticket.query({ id }, request);
      output.answer(thread, () => describe(thread));
      if (thread.verified === null && thread.account !== null) {
        output.next(`patchops admin support verify ${id}`);
      }
    });

  support
    .command("reply")
    .description("answer it, by mail; who has an account finds it in the dashboard as well")
    .argument("<id>", "id of a request, or its beginning")
    .option("--text <text>", "what you answer")
    .option("--file <path>", "a file with it; - reads standard input")
    .action(async (ref: string, { text: given, file }: { text?: string; file?: string }) => {
      if ((given === undefined) === (file === undefined)) {
        throw usageError("There is no answer.", "Give --text or --file.");
      }
      const text = given ?? (await readText(terminal, file ?? "-"));
      const { id, email } = await resolveTicket(cli, ref);
      await cli.operator().operator.answerTicket.mutate({ id, text }, request);
      output.answer({ id, status: "answered" }, () => `It is on its way to ${safeLine(email, 320)}.`);
    });

  support
    .command("verify")
    .description("mail whose account it is a link by which they confirm that they wrote it")
    .argument("<id>", "id of a request, or its beginning")
    .action(async (ref: string) => {
      const { id } = await resolveTicket(cli, ref);
      const { expiresAt } = await cli.operator().operator.askForProof.mutate({ id }, request);
      output.answer(
        { id, expiresAt },
        () =>
          `They were mailed a link that holds until ${expiresAt}. Once they used it, the request is verified.`,
      );
      output.next(`patchops admin support show ${id}`);
    });

  support
    .command("status")
    .description("say whose turn it is")
    .argument("<id>", "id of a request, or its beginning")
    .argument("<status>", statuses.join(", "))
    .action(async (ref: string, status: string) => {
      const known = statuses.find((each) => each === status);
      if (known === undefined)
        throw usageError(`There is no status ${status}.`, `Use ${statuses.join(", ")}.`);
      await setStatus(ref, known);
    });

  support
    .command("close")
    .description("close it; whoever wrote it opens it again by writing further")
    .argument("<id>", "id of a request, or its beginning")
    .action((ref: string) => setStatus(ref, "closed"));

  async function setStatus(ref: string, status: Ticket["status"]): Promise<void> {
    const { id, subject } = await resolveTicket(cli, ref);
    await cli.operator().operator.setTicketStatus.mutate({ id, status }, request);
    output.answer({ id, status }, () => `${safeLine(subject, 150)}: ${status}.`);
  }
}

const ways = { login: "they wrote while signed in", link: "they confirmed it by the mailed link" } as const;

function describe(ticket: InboxThread): string {
  const { subject, email, source, kind, status, account, verified, proofAskedUntil } = ticket;
  const asked =
    proofAskedUntil === null ? "" : `; they were mailed a link that holds until ${proofAskedUntil}`;
  return [
    `${safeLine(subject, 150)} (${kind}, ${status})`,
    `From ${safeLine(email, 320)}, by ${source}`,
    account === null
      ? "Nobody has an account with this address."
      : `Account of ${safeLine(account.email, 320)}, ${account.status}; member of ${account.organizations.map(({ name, role }) => `${safeLine(name, 100)} (${role})`).join(", ") || "nothing"}`,
    verified === null ? `Not verified${asked}` : `Verified: ${ways[verified.via]}, ${verified.at}`,
    ...ticket.begun.map(({ kind: what, of, state, at }) => `Begun: ${what} of the ${of}, ${state}, ${at}`),
    ...ticket.errors.map(({ at, connection, tool, code, message, requestId }) =>
      safeLine(`Failed: ${at} ${connection ?? "?"}.${tool ?? "?"} ${code}: ${message} (${requestId})`, 500),
    ),
    ...ticket.messages.map(
      ({ author, createdAt, isByMail, refusedFiles, text }) =>
        `\n${author}, ${createdAt}${isByMail ? ", by mail" : ""}${refusedFiles > 0 ? `, ${refusedFiles} attached not taken` : ""}:\n${safeText(text)}`,
    ),
  ].join("\n");
}
