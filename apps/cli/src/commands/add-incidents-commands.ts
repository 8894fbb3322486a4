import type { Incident } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

/** `patchops admin incidents …`: what the status page tells of. */
export function addIncidentsCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const incidents = admin.command("incidents").description("what the status page tells of");

  const find = async (ref: string): Promise<Incident> => {
    const status = await cli.operator().operator.status.query(undefined, request);
    return resolveRef(status.incidents, ref, {
      kind: "incident",
      namesOf: ({ id }) => [id],
      next: "patchops admin incidents list",
    });
  };

  incidents
    .command("list")
    .description("of the last 90 days, the newest first")
    .action(async () => {
      const status = await cli.operator().operator.status.query(undefined, request);
      output.answer(status.incidents, () =>
        table(
          [
            { title: "SINCE" },
            { title: "STATUS" },
            { title: "TITLE" },
            { title: "LAST NOTE" },
            { title: "ID" },
          ],
          status.incidents.map(({ id, createdAt, status: state, title, notes }) => [
            createdAt.slice(0, 16).replace("T", " "),
            state,
            safeLine(title, 50),
            safeLine(notes[0]?.text ?? "", 60),
            id,
          ]),
        ),
      );
    });

  incidents
    .command("open")
    .description("tell of something that happens")
    .argument("<title>", "in a few words")
    .requiredOption("--text <text>", "what you know, and what you do")
    .action(async (title: string, { text }: { text: string }) => {
      const opened = await cli.operator().operator.openIncident.mutate({ title, text }, request);
      output.answer(opened, () => `It stands at ${cli.url}/status.`);
      output.next(`patchops admin incidents update ${opened.id} --status monitoring --text "…"`);
    });

  incidents
    .command("update")
    .description("tell further of an incident")
    .argument("<id>", "id of an incident, or its beginning")
    .addOption(
      new Option("--status <status>", "how far you are; default: as it is").choices([
        "investigating",
        "identified",
        "monitoring",
      ]),
    )
    .requiredOption("--text <text>", "what is new")
    .action(async (ref: string, { status, text }: { status?: Incident["status"]; text: string }) => {
      const incident = await find(ref);
      await note(incident, { status: status ?? incident.status, text });
    });

  incidents
    .command("resolve")
    .description("tell that an incident is over")
    .argument("<id>", "id of an incident, or its beginning")
    .requiredOption("--text <text>", "what it was, and what was done")
    .action(async (ref: string, { text }: { text: string }) =>
      note(await find(ref), { status: "resolved", text }),
    );

  async function note(
    { id, title }: Incident,
    told: { status: Incident["status"]; text: string },
  ): Promise<void> {
    await cli.operator().operator.noteIncident.mutate({ id, ...told }, request);
    output.answer({ id, status: told.status }, () => `${safeLine(title, 150)}: ${told.status}.`);
  }
}
