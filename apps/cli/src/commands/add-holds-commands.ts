import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

interface HoldOptions {
  email?: string;
  organization?: string;
  reason: string;
}

/** `patchops admin holds …`: what may not be deleted for now. */
export function addHoldsCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const holds = admin
    .command("holds")
    .description("legal holds: accounts and organizations of which nothing is deleted for now");

  holds
    .command("list")
    .description("the newest first, those that were released among them")
    .action(async () => {
      const rows = await cli.operator().operator.holds.query(undefined, request);
      output.answer(rows, () =>
        table(
          [
            { title: "WHAT" },
            { title: "NAME" },
            { title: "SINCE" },
            { title: "RELEASED" },
            { title: "REASON" },
            { title: "ID" },
          ],
          rows.map(({ id, subject, name, createdAt, releasedAt, reason }) => [
            subject,
            safeLine(name, 40),
            createdAt.slice(0, 10),
            releasedAt?.slice(0, 10) ?? "",
            safeLine(reason, 60),
            id,
          ]),
        ),
      );
    });

  holds
    .command("add")
    .description("keep what is stored of an account or organization from retention and deletion")
    .option("--email <address>", "mail address of the account")
    .option("--organization <id>", "id of the organization")
    .requiredOption("--reason <text>", "who asked for it, and by what right, for the audit")
    .action(async ({ email, organization: organizationId, reason }: HoldOptions) => {
      if ((email === undefined) === (organizationId === undefined)) {
        throw usageError("Name an account or an organization.", "Give --email or --organization, not both.");
      }
      const { hold } = cli.operator().operator;
      const { holdId } = await hold.mutate(
        email === undefined ? { organizationId: organizationId ?? "", reason } : { email, reason },
        request,
      );
      output.answer({ holdId }, () => "Nothing of it is deleted until the hold is released.");
      output.next(`patchops admin holds release ${holdId}`);
    });

  holds
    .command("release")
    .description("let it be deleted again; what waited for that goes on")
    .argument("<id>", "id of a hold, or its beginning")
    .action(async (ref: string) => {
      const client = cli.operator();
      const rows = await client.operator.holds.query(undefined, request);
      const { id: holdId, name } = resolveRef(rows, ref, {
        kind: "legal hold",
        namesOf: ({ id }) => [id],
        next: "patchops admin holds list",
      });
      output.answer(
        await client.operator.releaseHold.mutate({ holdId }, request),
        () => `${safeLine(name, 320)} is held no more.`,
      );
    });
}
