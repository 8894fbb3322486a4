import type { ListUsersInput, ListWaitlistInput } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { parseCount } from "../parse-count.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

/** `patchops admin users`, `waitlist …`: who has an account, and who asked for one. */
export function addPeopleCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };

  admin
    .command("users")
    .description("accounts of this instance, the newest first")
    .option(
      "--search <text>",
      "a part of the address or name; or an id of an account, organization, key, call, run or request, or a key's prefix",
    )
    .addOption(new Option("--show <which>", "those alone").choices(["suspended", "appealed"]))
    .option("--limit <number>", "how many, 200 at most; default: 50", parseCount)
    .action(async (options: ListUsersInput) => {
      const { users } = await cli.operator().operator.users.query(options, request);
      output.answer(users, () =>
        table(
          [{ title: "EMAIL" }, { title: "STATUS" }, { title: "ORGANIZATIONS" }, { title: "ID" }],
          users.map((user) => [
            safeLine(user.email, 40),
            user.isInstanceAdmin ? `${user.status}, admin` : user.status,
            safeLine(user.organizations.join(", "), 40),
            user.id,
          ]),
        ),
      );
    });

  const waitlist = admin.command("waitlist").description("who asked for an account");
  waitlist
    .command("list")
    .description("the first come first")
    .addOption(new Option("--show <which>", "those alone").choices(["waiting", "invited", "joined"]))
    .option("--limit <number>", "how many, 200 at most; default: 100", parseCount)
    .action(async (options: ListWaitlistInput) => {
      const list = await cli.operator().operator.waitlist.query(options, request);
      const { waiting, invited, joined } = list.counts;
      output.answer(list, () =>
        [
          `${waiting} waiting, ${invited + joined} invited, of whom ${joined} joined.`,
          table(
            [{ title: "EMAIL" }, { title: "ASKED" }, { title: "INVITED" }, { title: "JOINED" }],
            list.entries.map((entry) => [
              safeLine(entry.email, 40),
              ...[entry.createdAt, entry.invitedAt, entry.joinedAt].map((at) => at?.slice(0, 10) ?? "–"),
            ]),
          ),
        ].join("\n"),
      );
      if (waiting > 0) output.next("patchops admin waitlist invite --first 10");
    });
  waitlist
    .command("invite")
    .description("invite these addresses, or those who came first; each gets a link for 14 days")
    .argument("[email...]", "addresses that wait, or that are invited anew")
    .option(
      "--first <number>",
      "in place of addresses: so many of those who were not invited yet",
      parseCount,
    )
    .action(async (emails: string[], { first }: { first?: number }) => {
      if ((first === undefined) === (emails.length === 0)) {
        throw usageError("Name addresses, or say how many with --first.");
      }
      const input = emails.length > 0 ? { emails } : { first };
      const answer = await cli.operator().operator.invite.mutate(input, request);
      output.answer(answer, () =>
        answer.invited.map(({ email, url }) => `${safeLine(email, 320)}  ${url}`).join("\n"),
      );
    });
}
