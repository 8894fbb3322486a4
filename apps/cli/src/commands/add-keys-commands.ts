import { scopes as allScopes } from "@patchops/contract";
import type { Command } from "commander";
import { budgetWords } from "../budget-words.ts";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { parseBudget } from "../parse-budget.ts";
import { parseScopes } from "../parse-scopes.ts";
import { resolveKey } from "../resolve-key.ts";
import { resolveServiceAccount } from "../resolve-service-account.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

interface CreateOptions {
  name: string;
  profile?: string;
  scopes?: string;
  expires?: string;
  serviceAccount?: string;
}

/** `patchops keys …` */
export function addKeysCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const keys = program.command("keys").description("API keys");

  keys
    .command("create")
    .description("make a key; it is shown once")
    .requiredOption("--name <name>", "what the key is for")
    .option("--profile <profile>", "only the tools of this profile")
    .option("--scopes <scopes>", `comma list of ${allScopes.join(", ")}; default: all but the last five`)
    .option("--expires <date>", "when it ends: 2026-12-31 or 2026-12-31T12:00:00Z")
    .option("--service-account <name>", "whose key it is; default: yours")
    .action(async ({ name, profile, scopes, expires, serviceAccount: ref }: CreateOptions) => {
      const account = ref === undefined ? undefined : await resolveServiceAccount(cli, ref);
      const created = await cli.client().apiKey.create.mutate(
        {
          name,
          profile,
          scopes: parseScopes(scopes),
          expiresAt: parseMoment(expires),
          serviceAccount: account?.userId,
        },
        request,
      );
      output.answer(created, () => `${created.name}, shown this once:\n\n  ${created.key}\n`);
      output.next(`export PATCHOPS_API_KEY=${created.key}`);
    });

  keys
    .command("list")
    .description("all keys, without their secrets")
    .action(async () => {
      const list = await cli.client().apiKey.list.query(undefined, request);
      output.answer(list, () =>
        table(
          [
            { title: "PREFIX" },
            { title: "NAME" },
            { title: "SCOPES" },
            { title: "LAST USED" },
            { title: "STATE" },
            { title: "BUDGET" },
            { title: "ID" },
          ],
          list.map((key) => [
            key.prefix,
            safeLine(key.name, 32),
            key.scopes.length === allScopes.length ? "all" : key.scopes.join(","),
            key.lastUsedAt?.slice(0, 16).replace("T", " ") ?? "never",
            stateOf(key),
            key.callsPerMonth?.toLocaleString("en-US") ?? "",
            key.id,
          ]),
        ),
      );
    });

  keys
    .command("budget")
    .description("how many calls a month a key may make; owners and admins")
    .argument("<id>", "id, prefix or name of the key, or their beginning")
    .argument("<calls>", "calls a month, or none", parseBudget)
    .action(async (ref: string, callsPerMonth: number | null) => {
      const key = await resolveKey(cli, ref);
      const set = await cli.client().apiKey.setBudget.mutate({ id: key.id, callsPerMonth }, request);
      output.answer(set, () => `${safeLine(key.name)}: ${budgetWords(callsPerMonth)}.`);
    });

  keys
    .command("revoke")
    .description("end a key, at once and for good")
    .argument("<id>", "id, prefix or name of the key, or their beginning")
    .option("--yes", "do not ask")
    .action(async (ref: string, options: { yes?: boolean }) => {
      const client = cli.client();
      const key = await resolveKey(cli, ref);
      await confirm(cli, `Revoke ${key.name} (${key.prefix}…)? What uses it stops.`, options);
      const revoked = await client.apiKey.revoke.mutate({ id: key.id }, request);
      output.answer(revoked, () => `Revoked ${safeLine(key.name)} (${key.prefix}…).`);
    });
}

function stateOf({ revokedAt, expiresAt }: { revokedAt: string | null; expiresAt: string | null }): string {
  if (revokedAt !== null) return "revoked";
  if (expiresAt === null) return "active";
  return Date.parse(expiresAt) <= Date.now() ? "expired" : `until ${expiresAt.slice(0, 10)}`;
}

function parseMoment(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw usageError(`${JSON.stringify(text)} is no date.`, "Write it as 2026-12-31");
  return new Date(ms).toISOString();
}
