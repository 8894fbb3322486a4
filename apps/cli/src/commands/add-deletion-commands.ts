import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

interface DeleteOptions {
  email?: string;
  organization?: string;
  reason: string;
}

/** `patchops admin delete` and `deletions`: for somebody who asked, and what came of it. */
export function addDeletionCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };

  admin
    .command("delete")
    .description("begin the deletion of an account or organization whose owner has asked you for it")
    .option("--email <address>", "mail address of the account")
    .option("--organization <id>", "id of the organization")
    .requiredOption("--reason <text>", "how you know who asked, for the audit")
    .action(async ({ email, organization: organizationId, reason }: DeleteOptions) => {
      const { remove } = cli.operator().operator;
      if (email !== undefined && organizationId !== undefined) {
        throw usageError("Name an account or an organization.", "Leave --email or --organization out.");
      }
      if (email === undefined && organizationId === undefined) {
        throw usageError("Nothing is named.", "Add --email or --organization.");
      }
      const asked = await (email === undefined
        ? remove.mutate({ organizationId: organizationId ?? "", reason }, request)
        : remove.mutate({ email, reason }, request));
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
}
