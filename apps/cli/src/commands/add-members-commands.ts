import { type Member, type Role, roles } from "@patchops/contract";
import { type Command, Option } from "commander";
import { budgetWords } from "../budget-words.ts";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { parseBudget } from "../parse-budget.ts";
import { parseCount } from "../parse-count.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

interface InviteOptions {
  role?: Exclude<Role, "owner">;
  days?: number;
  mail?: boolean;
}

/** `patchops members …`: the people of the key's organization. */
export function addMembersCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const members = program.command("members").description("people of the organization, and invitations");
  const find = async (ref: string): Promise<Member> =>
    resolveRef(await cli.client().member.list.query(undefined, request), ref, {
      kind: "member",
      namesOf: ({ userId, email }) => [userId, email],
      next: "patchops members list",
    });

  members
    .command("list")
    .description("everybody with their role")
    .action(async () => {
      const list = await cli.client().member.list.query(undefined, request);
      output.answer(list, () =>
        table(
          [
            { title: "EMAIL" },
            { title: "NAME" },
            { title: "ROLE" },
            { title: "JOINED" },
            { title: "BUDGET" },
            { title: "ID" },
          ],
          list.map(({ email, name, role, joinedAt, userId, callsPerMonth }) => [
            email,
            safeLine(name ?? "", 32),
            role,
            joinedAt.slice(0, 10),
            callsPerMonth?.toLocaleString("en-US") ?? "",
            userId,
          ]),
        ),
      );
    });

  members
    .command("budget")
    .description("how many calls a month somebody may make, by whatever key or app; owners and admins")
    .argument("<member>", "mail address or id, or their beginning")
    .argument("<calls>", "calls a month, or none", parseBudget)
    .action(async (ref: string, callsPerMonth: number | null) => {
      const { userId, email } = await find(ref);
      const set = await cli.client().member.setBudget.mutate({ userId, callsPerMonth }, request);
      output.answer(set, () => `${email}: ${budgetWords(callsPerMonth)}.`);
    });

  members
    .command("invite")
    .description("invite somebody; the link is shown once, or mailed")
    .argument("[email]", "the only address that may use it; without one, whoever holds the link")
    .addOption(
      new Option("--role <role>", "what they become; default: member").choices(
        roles.filter((role) => role !== "owner"),
      ),
    )
    .option("--days <days>", "how long it is good for, 30 at most; default: 7", parseCount)
    .option("--mail", "send it to the address")
    .action(async (email: string | undefined, { role, days, mail }: InviteOptions) => {
      const created = await cli
        .client()
        .invitation.create.mutate({ email, role, daysValid: days, isMailed: mail === true }, request);
      output.answer(created, () =>
        created.link === null
          ? `An invitation is on its way to ${created.email}.`
          : `Shown this once, good until ${created.expiresAt.slice(0, 10)}:\n\n  ${created.link}\n`,
      );
    });

  members
    .command("invitations")
    .description("invitations and what came of them")
    .action(async () => {
      const list = await cli.client().invitation.list.query(undefined, request);
      output.answer(list, () =>
        table(
          [{ title: "EMAIL" }, { title: "ROLE" }, { title: "STATE" }, { title: "EXPIRES" }, { title: "ID" }],
          list.map(({ email, role, status, expiresAt, id }) => [
            email ?? "(whoever holds the link)",
            role,
            status,
            expiresAt.slice(0, 10),
            id,
          ]),
        ),
      );
    });

  members
    .command("uninvite")
    .description("revoke an invitation")
    .argument("<id>", "id or address of the invitation, or their beginning")
    .action(async (ref: string) => {
      const client = cli.client();
      const waiting = (await client.invitation.list.query(undefined, request)).filter(
        ({ status }) => status === "pending",
      );
      const invitation = resolveRef(waiting, ref, {
        kind: "invitation",
        namesOf: ({ id, email }) => [id, ...(email === null ? [] : [email])],
        next: "patchops members invitations",
      });
      const revoked = await client.invitation.revoke.mutate({ id: invitation.id }, request);
      output.answer(
        revoked,
        () => `Revoked the invitation of ${invitation.email ?? "whoever holds the link"}.`,
      );
    });

  members
    .command("set-role")
    .description("give a member another role; their keys follow at once")
    .argument("<member>", "mail address or id, or their beginning")
    .addArgument(program.createArgument("<role>", "the role").choices([...roles]))
    .action(async (ref: string, role: Role) => {
      const member = await find(ref);
      const changed = await cli.client().member.setRole.mutate({ userId: member.userId, role }, request);
      output.answer(changed, () => `${member.email} is ${role} now.`);
    });

  members
    .command("remove")
    .description("remove a member; their keys, apps and sessions here end at once")
    .argument("<member>", "mail address or id, or their beginning")
    .option("--reassign-to <member>", "who takes their connections over; default: the owner of the key")
    .option("--yes", "do not ask")
    .action(async (ref: string, options: { reassignTo?: string; yes?: boolean }) => {
      const client = cli.client();
      const { userId, email } = await find(ref);
      const heir = options.reassignTo === undefined ? undefined : await find(options.reassignTo);
      const { apiKeys, apps, connections } = await client.member.holdings.query({ userId }, request);
      const held = `${apiKeys} keys and ${apps} apps end, ${connections.length} connections pass on.`;
      await confirm(cli, `Remove ${email}? ${held}`, options);
      const removed = await client.member.remove.mutate({ userId, reassignTo: heir?.userId }, request);
      output.answer(removed, () => `Removed ${email}. ${held}`);
    });
}
