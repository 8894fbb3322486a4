import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { resolveTicket } from "../resolve-ticket.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

interface RequesterOptions {
  request?: string;
  email?: string;
  organization?: string;
  reason?: string;
}

/** `patchops admin export`, `delete` and `deletions`: for somebody who asked, and what came of it. */
export function addRequesterCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const named = (command: Command) =>
    command
      .option("--request <id>", "their verified support request; see admin support list")
      .option("--email <address>", "their account, where you know in another way that they ask")
      .option("--reason <text>", "with --email or without a request: how you know who asked, for the audit");

  named(admin.command("export"))
    .description("begin the export that somebody asked you for; they alone get it, in their own login")
    .option("--organization <id>", "all of an organization that they own, in place of what is stored of them")
    .action(async ({ organization: organizationId, ...options }: RequesterOptions) => {
      const who = await requesterOf(options);
      if (who === null) throw usageError("Nobody is named.", "Add --request or --email.");
      const asked = await cli.operator().operator.export.mutate({ ...who, organizationId }, request);
      output.answer(
        asked,
        () => `Export ${asked.id} of the ${asked.of} is begun. They are mailed when it is ready.`,
      );
    });

  named(admin.command("delete"))
    .description("begin the deletion of an account or organization whose owner has asked you for it")
    .option("--organization <id>", "an organization, in place of the account")
    .action(async ({ organization: organizationId, ...options }: RequesterOptions) => {
      const { remove } = cli.operator().operator;
      if (options.email !== undefined && organizationId !== undefined) {
        throw usageError("Name an account or an organization.", "Leave --email or --organization out.");
      }
      const who = await requesterOf(options);
      const asked = await remove.mutate(
        who === null
          ? { organizationId: required(organizationId, "Nothing is named."), reason: reasonOf(options) }
          : "ticketId" in who
            ? { ...who, organizationId }
            : who,
        request,
      );
      output.answer(
        asked,
        () =>
          `It is closed, and deleted on ${asked.dueAt.slice(0, 10)}. Who owns it was mailed a link that takes it back.`,
      );
    });

  admin
    .command("deletions")
    .description("accounts and organizations that are, or were, to be deleted")
    .action(async () => {
      const deletions = await cli.operator().operator.deletions.query(undefined, request);
      output.answer(deletions, () =>
        table(
          [{ title: "WHAT" }, { title: "NAME" }, { title: "STATE" }, { title: "DUE" }, { title: "PROBLEM" }],
          deletions.map(({ subject, name, subjectId, state, dueAt, problem }) => [
            subject,
            safeLine(name ?? subjectId, 40),
            state,
            dueAt.slice(0, 10),
            problem ?? "",
          ]),
        ),
      );
    });

  /** Who asked, by a request or by an address with a reason; null where neither is given. */
  async function requesterOf({ request: ref, email, reason }: RequesterOptions) {
    if (ref !== undefined && email !== undefined) {
      throw usageError("Name a request or an account.", "Leave --request or --email out.");
    }
    if (ref !== undefined) return { ticketId: (await resolveTicket(cli, ref)).id };
    return email === undefined ? null : { email, reason: reasonOf({ reason }) };
  }
}

const reasonOf = ({ reason }: { reason?: string | undefined }) =>
  required(reason, "It is not said how you know who asked.", "Add --reason.");

function required(
  value: string | undefined,
  words: string,
  next = "Add --request, --email or --organization.",
): string {
  if (value === undefined) throw usageError(words, next);
  return value;
}
