import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

/** `patchops apps …`: clients that signed in without a key. */
export function addAppsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const apps = program.command("apps").description("connected apps: clients that signed in without a key");

  apps
    .command("list")
    .description("all connected apps")
    .action(async () => {
      const list = await cli.client().connectedApp.list.query(undefined, request);
      output.answer(list, () =>
        table(
          [
            { title: "NAME" },
            { title: "DOMAIN" },
            { title: "SCOPES" },
            { title: "OF" },
            { title: "LAST USED" },
            { title: "ID" },
          ],
          list.map((app) => [
            safeLine(app.client.name, 32),
            `${app.client.host ?? "this computer"}${app.client.isVerified ? "" : " (unverified)"}`,
            app.scopes.join(","),
            app.user.email,
            app.lastUsedAt?.slice(0, 16).replace("T", " ") ?? "never",
            app.id,
          ]),
        ),
      );
    });

  apps
    .command("revoke")
    .description("end an app's access, wherever it is signed in")
    .argument("<id>", "id or name of the app, or their beginning")
    .option("--yes", "do not ask")
    .action(async (ref: string, options: { yes?: boolean }) => {
      const client = cli.client();
      const app = resolveRef(await client.connectedApp.list.query(undefined, request), ref, {
        kind: "app",
        namesOf: ({ id, client: { name } }) => [id, name],
        next: "patchops apps list",
      });
      const name = safeLine(app.client.name, 64);
      await confirm(cli, `Revoke ${name} of ${app.user.email}? It stops, and has to ask again.`, options);
      const revoked = await client.connectedApp.revoke.mutate({ id: app.id }, request);
      output.answer(revoked, () => `Revoked ${name}.`);
    });
}
