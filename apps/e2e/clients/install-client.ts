import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../src/run-command.ts";

/** Installs a program of a pinned version once into the temporary directory; answers where its command is. */
export async function installClient(
  name: string,
  version: string,
  {
    command,
    withoutScripts = false,
    beside = [],
  }: {
    command: string;
    withoutScripts?: boolean;
    /** What it needs and does not bring, each with its version. */
    beside?: readonly string[] | undefined;
  },
): Promise<string> {
  const directory = join(tmpdir(), "patchops-clients", `${name.replaceAll(/\W+/g, "-")}-${version}`);
  await mkdir(directory, { recursive: true });
  const installed = await runCommand(
    "npm",
    [
      "install",
      "--no-audit",
      "--no-fund",
      "--save-exact",
      ...(withoutScripts ? ["--ignore-scripts"] : []),
      "--prefix",
      directory,
      `${name}@${version}`,
      ...beside,
    ],
    { timeoutMs: 300_000 },
  );
  if (installed.code !== 0) throw new Error(`${name} could not be installed:\n${installed.stderr}`);
  return join(directory, "node_modules", ".bin", command);
}
