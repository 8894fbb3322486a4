import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { exitCodes } from "../exit-code.ts";
import { usageError } from "../usage-error.ts";
import { version } from "../version.ts";

/** `patchops help`: for people a page, with `--json` the whole command tree. */
export function addHelpCommand(program: Command, cli: Cli): void {
  program
    .command("help")
    .description("help of a command; with --json the whole tree")
    .argument("[command...]", "the command")
    .action((names: string[]) => {
      const command = find(program, names);
      cli.output.answer({ version, exitCodes, environment, ...describe(command) }, () =>
        command.helpInformation(),
      );
    });
}

const environment = {
  PATCHOPS_URL:
    "address of the server; default: the one of the data directory, else port 3000 of this machine",
  PATCHOPS_API_KEY: "the key that is sent",
  PATCHOPS_DATA_DIR: "data directory of a server on this host; default .patchops",
  NO_COLOR: "no colours",
};

function find(program: Command, names: readonly string[]): Command {
  return names.reduce((command, name) => {
    const found = command.commands.find((candidate) => candidate.name() === name);
    if (found) return found;
    throw usageError(`There is no command ${JSON.stringify(names.join(" "))}.`, "patchops help");
  }, program);
}

interface Described {
  name: string;
  description: string;
  usage: string;
  arguments: readonly { name: string; description: string; required: boolean; choices?: readonly string[] }[];
  options: readonly { flags: string; description: string; required: boolean; default?: unknown }[];
  commands: readonly Described[];
}

function describe(command: Command): Described {
  return {
    name: command.name(),
    description: command.description(),
    usage: `${fullName(command)} ${command.usage()}`.trim(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      required: argument.required,
      ...(argument.argChoices === undefined ? {} : { choices: argument.argChoices }),
    })),
    options: command.options.map(({ flags, description, mandatory, defaultValue }) => ({
      flags,
      description,
      required: mandatory,
      ...(defaultValue === undefined ? {} : { default: defaultValue }),
    })),
    commands: command.commands.map(describe),
  };
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
