import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fillGenerated } from "@patchops/testing";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { cliReference, type HelpTree } from "./testing/cli-reference.ts";
import { runCommand } from "./testing/run-command.ts";

const page = fileURLToPath(new URL("../../../docs/cli.md", import.meta.url));

test("docs/cli.md is what help --json says (vitest -u writes it)", async () => {
  const { stdout } = await runCommand(["help", "--json"], { config: readConfig({}) });
  const help: HelpTree = JSON.parse(stdout);
  const text = await readFile(page, "utf8");
  await expect(fillGenerated(text, "cli", cliReference(help))).toMatchFileSnapshot(page);
});
