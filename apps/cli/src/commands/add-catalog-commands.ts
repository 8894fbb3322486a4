import type { CatalogEntry } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

const authWords: Record<CatalogEntry["auth"]["kind"], string> = {
  oauth: "sign in",
  bearer: "key",
  api_key: "key",
  none: "open",
  unknown: "asked when connected",
};

/** `patchops catalog …` */
export function addCatalogCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const catalog = program.command("catalog").description("well-known MCP servers to connect by name");

  async function show(search: string | undefined): Promise<void> {
    const { entries, registry } = await cli
      .client()
      .catalog.list.query({ ...(search === undefined ? {} : { search }) }, { signal: terminal.interrupted });
    output.answer(entries, () =>
      table(
        [{ title: "NAME" }, { title: "PUBLISHER" }, { title: "ACCESS" }, { title: "WHAT IT DOES" }],
        entries.map(({ slug, publisher, auth, description }) => [
          slug,
          safeLine(publisher, 30),
          auth.kind !== "none" && "isRequired" in auth && !auth.isRequired
            ? "open or key"
            : authWords[auth.kind],
          safeLine(description, 90),
        ]),
      ),
    );
    if (registry?.problem) output.note(safeLine(registry.problem));
    const [first] = entries;
    if (first === undefined)
      output.note("Nothing like that is in the catalog. Any server connects by its address.");
    else output.next(`patchops connections add ${first.slug}`);
  }

  catalog
    .command("list")
    .description("all of them")
    .action(() => show(undefined));
  catalog
    .command("search")
    .description("those with all of these words in name, publisher or description")
    .argument("<words...>", "words to look for")
    .action((words: string[]) => show(words.join(" ")));
}
