import { scopes as allScopes, type Role, roles } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { parseScopes } from "../parse-scopes.ts";
import { resolveServiceAccount } from "../resolve-service-account.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

interface CreateOptions {
  role?: Exclude<Role, "owner">;
  scopes?: string;
}

/** `patchops service-accounts …`: members that are no persons, whose keys stay when people leave. */
export function addServiceAccountsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const accounts = program
    .command("service-accounts")
    .description("members that are no persons: their keys stay when people leave");

  accounts
    .command("create")
    .description("make one; its keys: patchops keys create --service-account NAME")
    .argument("<name>", "what it is for")
    .addOption(
      new Option("--role <role>", "default: member").choices(roles.filter((role) => role !== "owner")),
    )
    .option("--scopes <scopes>", `what its keys may do at most: comma list of ${allScopes.join(", ")}`)
    .action(async (name: string, { role, scopes }: CreateOptions) => {
      const created = await cli
        .client()
        .serviceAccount.create.mutate({ name, role, scopes: parseScopes(scopes) }, request);
      output.answer(
        created,
        () => `${safeLine(created.name, 100)}: ${created.role}, ${created.scopes.join(", ")}`,
      );
      output.next(`patchops keys create --name KEY --service-account ${created.userId}`);
    });

  accounts
    .command("list")
    .description("all service accounts")
    .action(async () => {
      const list = await cli.client().serviceAccount.list.query(undefined, request);
      output.answer(list, () =>
        table(
          [{ title: "NAME" }, { title: "ROLE" }, { title: "KEYS" }, { title: "SCOPES" }, { title: "ID" }],
          list.map(({ name, role, apiKeys, scopes, userId }) => [
            safeLine(name, 32),
            role,
            String(apiKeys),
            scopes.join(","),
            userId,
          ]),
        ),
      );
    });

  accounts
    .command("remove")
    .description("remove one; its keys stop at once")
    .argument("<name>", "name or id, or their beginning")
    .option("--yes", "do not ask")
    .action(async (ref: string, options: { yes?: boolean }) => {
      const { userId, name, apiKeys } = await resolveServiceAccount(cli, ref);
      await confirm(cli, `Remove ${safeLine(name, 100)}? Its ${apiKeys} keys stop.`, options);
      const removed = await cli.client().serviceAccount.remove.mutate({ userId }, request);
      output.answer(removed, () => `Removed ${safeLine(name, 100)}.`);
    });
}
