import { type Role, roles, type Scim } from "@patchops/contract";
import { Argument, type Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";

const none = "none";
type GivenRole = Exclude<Role, "owner"> | typeof none;

/** `patchops scim …`: what the organization's directory adds and removes by itself. */
export function addScimCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const scim = program
    .command("scim")
    .description("people that the organization's directory adds and removes");
  const read = () => cli.client().scim.get.query(undefined, request);

  scim
    .command("show")
    .description("the endpoint, tokens, groups with their roles, and what was refused last")
    .action(async () => {
      const answer = await read();
      output.answer(answer, () => describe(answer));
    });

  scim
    .command("create-token")
    .description("make a token for the directory; it is shown once; owners")
    .requiredOption("--name <name>", "the directory's name, as the audit log calls it")
    .action(async ({ name }: { name: string }) => {
      const created = await cli.client().scim.createToken.mutate({ name }, request);
      output.answer(created, () => `${safeLine(created.name)}, shown this once:\n\n  ${created.token}\n`);
      output.next(`give it to the directory with the address ${cli.url}/scim/v2`);
    });

  scim
    .command("revoke-token")
    .description("refuse a token from now on; people whom it added stay; owners")
    .argument("<token>", "id, prefix or name, or their beginning")
    .option("--yes", "do not ask")
    .action(async (ref: string, options: { yes?: boolean }) => {
      const token = resolveRef((await read()).tokens, ref, {
        kind: "token",
        namesOf: ({ id, name, prefix }) => [id, name, prefix],
        next: "patchops scim show",
      });
      await confirm(cli, `Revoke the token ${safeLine(token.name)}?`, options);
      const revoked = await cli.client().scim.revokeToken.mutate({ id: token.id }, request);
      output.answer(revoked, () => `${safeLine(token.name)} is revoked.`);
    });

  scim
    .command("group-role")
    .description("what who is in a group of the directory is here; owners")
    .argument("<group>", "name or id, or their beginning")
    .addArgument(
      new Argument("<role>", "none: the group says nothing of roles").choices([
        ...roles.filter((role) => role !== "owner"),
        none,
      ]),
    )
    .action(async (ref: string, role: GivenRole) => {
      const group = resolveRef((await read()).groups, ref, {
        kind: "group",
        namesOf: ({ id, displayName }) => [id, displayName],
        next: "patchops scim show",
      });
      const input = { id: group.id, role: role === none ? null : role };
      const answer = await cli.client().scim.setGroupRole.mutate(input, request);
      output.answer(answer, () => `${safeLine(group.displayName)}: ${role === none ? "no role" : role}.`);
    });
}

function describe({ url, tokens, users, groups, problems }: Scim): string {
  const minute = (at: string) => at.slice(0, 16).replace("T", " ");
  return [
    `Endpoint: ${url}`,
    tokens.length === 0 ? "There is no token." : "Tokens:",
    ...tokens.map(
      ({ name, prefix, lastUsedAt }) =>
        `  ${safeLine(name, 100)}  ${prefix}…  last used ${lastUsedAt === null ? "never" : minute(lastUsedAt)}`,
    ),
    `People: ${users.all}, of them active ${users.active}`,
    ...groups.map(
      ({ displayName, role, members }) =>
        `Group ${safeLine(displayName, 254)}: ${members} ${members === 1 ? "person" : "people"}, ${role ?? "no role"}`,
    ),
    ...problems
      .slice(0, 10)
      .map(
        ({ at, subject, request, status, detail }) =>
          `Refused ${minute(at)}: ${safeLine(subject ?? request, 254)}: ${status} ${safeLine(detail, 500)}`,
      ),
  ].join("\n");
}
