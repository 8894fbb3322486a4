import { type Role, roles, type SingleSignOn } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { readSecret } from "../read-secret.ts";
import { safeLine } from "../safe-text.ts";
import { usageError } from "../usage-error.ts";

interface SetOptions {
  issuer?: string;
  clientId?: string;
  clientSecretFile?: string;
  defaultRole?: Exclude<Role, "owner">;
  enforce?: boolean;
}

/** `patchops sso …`: login by the organization's own OpenID provider. */
export function addSsoCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const sso = program.command("sso").description("login by the organization's own OpenID provider");
  const tell = (answer: SingleSignOn) => output.answer(answer, () => describe(answer));

  sso
    .command("show")
    .description("the provider, the domains and the records that prove them")
    .action(async () => tell(await cli.client().singleSignOn.get.query(undefined, request)));

  sso
    .command("set")
    .description(
      "change the provider's settings; a new provider or client is named in the dashboard, by a login",
    )
    .option("--issuer <url>", "default: as it is")
    .option("--client-id <id>", "default: as it is")
    .option("--client-secret-file <path>", "the file with a new client secret; - reads standard input")
    .addOption(
      new Option("--default-role <role>", "what who comes for the first time becomes").choices(
        roles.filter((role) => role !== "owner"),
      ),
    )
    .option("--enforce", "members other than owners enter by it alone")
    .option("--no-enforce", "they enter by their other logins as well")
    .action(async ({ clientSecretFile, defaultRole, enforce, ...given }: SetOptions) => {
      const client = cli.client();
      const { provider } = await client.singleSignOn.get.query(undefined, request);
      const { issuer = provider?.issuer, clientId = provider?.clientId } = given;
      if (issuer === undefined || clientId === undefined) {
        throw usageError("There is no provider yet.", `Name it at ${cli.url}/settings/sso, as an owner.`);
      }
      const role = defaultRole ?? provider?.defaultRole;
      const clientSecret =
        clientSecretFile === undefined
          ? undefined
          : await readSecret(terminal, clientSecretFile, "client secret");
      tell(
        await client.singleSignOn.set.mutate(
          {
            ...{ issuer, clientId, clientSecret, isEnforced: enforce ?? provider?.isEnforced },
            ...(role === undefined || role === "owner" ? {} : { defaultRole: role }),
          },
          request,
        ),
      );
    });

  sso
    .command("remove")
    .description("take the provider away: people enter by their other logins again")
    .option("--yes", "do not ask")
    .action(async (options: { yes?: boolean }) => {
      await confirm(cli, "Remove single sign-on?", options);
      tell(await cli.client().singleSignOn.remove.mutate(undefined, request));
    });

  sso
    .command("add-domain")
    .description("name a mail domain as yours; it counts once it is verified")
    .argument("<domain>", "as example.com")
    .action(async (domain: string) => {
      tell(await cli.client().singleSignOn.addDomain.mutate({ domain }, request));
      output.next(`set that TXT record, then: patchops sso verify-domain ${domain}`);
    });

  sso
    .command("verify-domain")
    .description("look for the domain's TXT record")
    .argument("<domain>")
    .action(async (domain: string) =>
      tell(await cli.client().singleSignOn.verifyDomain.mutate({ domain }, request)),
    );

  sso
    .command("remove-domain")
    .description("take a domain away: nobody enters by its addresses any more")
    .argument("<domain>")
    .option("--yes", "do not ask")
    .action(async (domain: string, options: { yes?: boolean }) => {
      await confirm(cli, `Remove ${safeLine(domain, 253)}?`, options);
      tell(await cli.client().singleSignOn.removeDomain.mutate({ domain }, request));
    });
}

function describe({ provider, redirectUrl, domains }: SingleSignOn): string {
  return [
    provider === null
      ? "There is no provider."
      : `${safeLine(provider.issuer, 512)}, client ${safeLine(provider.clientId, 512)}; newcomers: ${provider.defaultRole}; ${provider.isEnforced ? "enforced" : "not enforced"}`,
    `Redirect URL for it: ${redirectUrl}`,
    ...domains.map(({ domain, record, verifiedAt, proofMissedAt }) => {
      const isProved = verifiedAt !== null && proofMissedAt === null;
      const state =
        verifiedAt === null ? "not verified" : isProved ? "verified" : `record gone since ${proofMissedAt}`;
      return `${domain}: ${state}${isProved ? "" : `\n  TXT ${record.name}  ${record.value}`}`;
    }),
  ].join("\n");
}
