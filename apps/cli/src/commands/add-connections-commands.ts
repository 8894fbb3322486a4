import type { Connection } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { connectionTarget } from "../connection-target.ts";
import { duration } from "../duration.ts";
import { collect, parseCredential } from "../parse-credential.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { withHeaderOf } from "../with-header-of.ts";
import { addImportCommand } from "./add-import-command.ts";
import { signInByBrowser } from "./sign-in-by-browser.ts";

interface AddOptions {
  name?: string;
  header?: readonly string[];
  bearer?: string;
  stdio?: string;
  env?: readonly string[];
  instance?: string;
  keep?: boolean;
}

/** `patchops connections …` */
export function addConnectionsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const connections = program.command("connections").description("the MCP servers that are plugged in");

  async function find(ref: string): Promise<Connection> {
    return resolveRef(await cli.client().connection.list.query(undefined, request), ref, {
      kind: "connection",
      namesOf: ({ slug, id }) => [slug, id],
      next: "patchops connections list",
    });
  }

  connections
    .command("add")
    .description("plug in an MCP server by its address or its name in the catalog; `demo` for the demo tools")
    .argument("[url]", "address of the MCP server, name of a catalog entry, or: demo")
    .option("--name <name>", "name of the connection; tools are called <name>_<tool>")
    .option("--header <header>", '"Name: value" to send to the server; may be repeated', collect)
    .option("--bearer <token>", "token to send as Authorization: Bearer")
    .option("--stdio <command>", "start a process on the server's host instead of calling an address")
    .option("--instance <id>", "of a catalog entry: the provider's id of the server, such as a project")
    .option("--env <assignment>", "NAME=value for that process; may be repeated", collect)
    .option("--keep", "keep it although it does not work yet: its sign-in or its server comes later")
    .action(async (url: string | undefined, options: AddOptions) => {
      const target = connectionTarget(url, options);
      const credential = await withHeaderOf(cli, target, parseCredential(options));
      const added = await cli
        .client()
        .connection.add.mutate(
          { name: options.name, target, credential, onFailure: options.keep ? "keep" : "discard" },
          request,
        );
      output.answer(brief(added), () => describe(added));
      output.next(
        added.status === "needs_sign_in"
          ? `patchops connections login ${added.slug}`
          : added.tools > 0
            ? "patchops tools list"
            : `The server offers no tools. Read them again: patchops connections refresh ${added.slug}`,
      );
    });

  addImportCommand(connections, cli);

  connections
    .command("list")
    .description("all connections, with their status and the last 24 hours")
    .action(async () => {
      const list = await cli.client().connection.list.query(undefined, request);
      output.answer(list, () =>
        table(
          [
            { title: "NAME" },
            { title: "STATUS" },
            { title: "TOOLS", align: "right" },
            { title: "CALLS 24H", align: "right" },
            { title: "P95", align: "right" },
            { title: "ADDRESS" },
          ],
          list.map((connection) => [
            connection.slug,
            connection.status,
            String(connection.tools),
            String(connection.usage.calls),
            duration(connection.usage.p95Ms),
            safeLine(connection.url ?? connection.command ?? "built in", 80),
          ]),
        ),
      );
      if (list.length === 0) {
        output.note("Nothing is connected.");
        output.next("patchops connections add demo");
      }
      for (const { slug, statusReason } of list) {
        if (statusReason !== null && !output.isJson)
          output.note(`${slug}: ${safeLine(statusReason.message)}`);
      }
    });

  connections
    .command("refresh")
    .description("ask a server again for its tools")
    .argument("<connection>", "name or id, or their beginning")
    .action(async (ref: string) => {
      const { id } = await find(ref);
      const refreshed = await cli.client().connection.refresh.mutate({ connection: id }, request);
      output.answer(brief(refreshed), () => describe(refreshed));
    });

  connections
    .command("remove")
    .description("unplug a server; its calls stay in activity and usage")
    .argument("<connection>", "name or id, or their beginning")
    .option("--yes", "do not ask")
    .action(async (ref: string, options: { yes?: boolean }) => {
      const { id, slug, tools } = await find(ref);
      await confirm(cli, `Remove ${slug} with its ${tools} tools?`, options);
      const removed = await cli.client().connection.remove.mutate({ connection: id }, request);
      output.answer(removed, () => [`Removed ${slug}.`, removed.revocation ?? ""].join(" ").trimEnd());
    });

  connections
    .command("login")
    .description("sign in to a connection in the browser, or give it a new token or header")
    .argument("<connection>", "name or id, or their beginning")
    .option("--no-browser", "print the page's address without opening it")
    .option("--header <header>", '"Name: value" to send to the server; may be repeated', collect)
    .option("--bearer <token>", "token to send as Authorization: Bearer")
    .action(async (ref: string, options: Pick<AddOptions, "header" | "bearer"> & { browser: boolean }) => {
      const credential = parseCredential(options);
      const connection = await find(ref);
      if (credential === undefined) {
        const signedIn = await signInByBrowser(cli, connection, { opens: options.browser });
        output.answer(brief(signedIn), () => describe(signedIn));
        return;
      }
      const { id } = connection;
      const updated = await cli.client().connection.update.mutate({ connection: id, credential }, request);
      output.answer(brief(updated), () => describe(updated));
    });
}

const brief = ({ id, slug, status, tools }: Connection) => ({ id, slug, status, tools });

function describe({ slug, status, tools, statusReason }: Connection): string {
  const reason = statusReason === null ? "" : ` ${safeLine(statusReason.message)}`;
  return `${slug}: ${status.replaceAll("_", " ")}, ${tools} ${tools === 1 ? "tool" : "tools"}.${reason}`;
}
