import { spawn } from "node:child_process";
import { access, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

interface ShellAnswer {
  /** Standard output and error as a terminal shows them. */
  output: string;
  /** Whether any command of it ended with another code than 0. */
  hasFailed: boolean;
}

/** One terminal in a project of its own, where `npx patchops` and `@patchops/sdk` are installed. What is set in it stays. */
export interface Shell {
  /** Keeps a file in the project. */
  save(file: string, text: string): Promise<void>;
  /** Runs commands to their end. */
  run(commands: string): Promise<ShellAnswer>;
  close(): Promise<void>;
}

async function isOnPath(name: string): Promise<boolean> {
  const tries = (process.env.PATH ?? "").split(delimiter).map((directory) => access(join(directory, name)));
  return Promise.any(tries).then(
    () => true,
    () => false,
  );
}

/** What npx does where the command is installed already, without npm's own start, which takes as long as the command. */
const npx = '#!/bin/sh\ncommand=$1\nshift\nexec "$(dirname "$0")/$command" "$@"\n';
/** The first command by the machine's own. */
const npxOnce = `#!/bin/sh
here=$(dirname "$0")
mv "$here/later" "$here/npx"
PATH=\${PATH#*:} exec npx "$@"
`;

/** `withNpx`: the first command by the machine's own npx, which shows that it finds it. */
export async function openShell(env: Record<string, string>, { withNpx = false } = {}): Promise<Shell> {
  const directory = await mkdtemp(join(tmpdir(), "patchops docs "));
  const bin = join(directory, "node_modules", ".bin");
  await mkdir(bin, { recursive: true });
  await mkdir(join(directory, "node_modules", "@patchops"));
  await symlink(join(root, "apps/cli/bin/patchops.js"), join(bin, "patchops"));
  await symlink(join(root, "packages/sdk"), join(directory, "node_modules/@patchops/sdk"));
  await writeFile(join(directory, "package.json"), '{ "private": true, "type": "module" }\n');
  await writeFile(join(bin, withNpx ? "later" : "npx"), npx, { mode: 0o755 });
  if (withNpx) await writeFile(join(bin, "npx"), npxOnce, { mode: 0o755 });
  if (!(await isOnPath("curl")))
    await symlink(fileURLToPath(new URL("curl-stand-in.mjs", import.meta.url)), join(bin, "curl"));

  const shell = spawn("bash", ["--noprofile", "--norc"], {
    cwd: directory,
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      PATH: [bin, join(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
      HOME: directory,
      LANG: "C.UTF-8",
      NO_COLOR: "1",
      npm_config_update_notifier: "false",
      NODE_COMPILE_CACHE: join(root, "node_modules/.cache/patchops"),
      ...env,
    },
  });
  let printed = "";
  let onPrinted = (): void => undefined;
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      onPrinted();
    });
  }
  const closed = new Promise<void>((resolve) => shell.once("close", () => resolve()));
  shell.stdin.on("error", () => undefined);
  // A failed command is told and does not end the block: pages show failures too.
  shell.stdin.write("exec 2>&1\nset -o pipefail\ntrap 'failed=1' ERR\n");
  let count = 0;

  return {
    save: (file, text) => writeFile(join(directory, file), text),
    async run(commands) {
      count += 1;
      const mark = `end of block ${count}, failed:`;
      await writeFile(join(directory, ".block.sh"), commands);
      printed = "";
      shell.stdin.write(
        `failed=0\nsource ./.block.sh < /dev/null\nprintf '\\n%s %s\\n' '${mark}' "$failed"\n`,
      );
      const ended = new Promise<ShellAnswer>((resolve) => {
        onPrinted = () => {
          const [, output, failed] = new RegExp(`^([^]*)\\n${mark} (\\d)\\n`).exec(printed) ?? [];
          if (output !== undefined) resolve({ output, hasFailed: failed !== "0" });
        };
      });
      return Promise.race([
        ended,
        closed.then(() => {
          throw new Error(`the shell has ended:\n${printed}`);
        }),
      ]);
    },
    async close() {
      shell.stdin.end();
      shell.kill();
      await closed;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
