import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import process from "node:process";
import { readConfig, runCommand } from "@patchops/cli/testing";

/** What the environment of a command says that a shell may have changed. */
const settings = ["PATCHOPS_URL", "PATCHOPS_API_KEY", "PATCHOPS_DATA_DIR", "HOME", "NO_COLOR"];

/** `patchops` for a shell whose commands run in this process, one at a time. */
export interface CommandServer {
  /** Defines `patchops` and `npx` in bash, with builtins alone: whatever it started would cost what this spares. */
  functions: string;
  close(): Promise<void>;
}

const escaped = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

/**
 * Runs commands where Node needs not be started for each, which takes longer than most of them. A request is the directory, the
 * settings, the number of arguments and those, each ended by NUL; the answer a line for each text that was written (`1` or `2` for
 * where to), then one with the exit code.
 */
export async function serveCommands(): Promise<CommandServer> {
  async function answer(socket: Socket, [directory = "", ...fields]: string[]): Promise<void> {
    const environment = Object.fromEntries(settings.map((name, place) => [name, fields[place]]));
    const args = fields.slice(settings.length + 1);
    const before = process.cwd();
    process.chdir(directory);
    try {
      const { code } = await runCommand(args, {
        config: readConfig(environment),
        onStdout: (text) => socket.write(`1${escaped(text)}\n`),
        onStderr: (text) => socket.write(`2${escaped(text)}\n`),
      });
      socket.end(`c${code}\n`);
    } finally {
      process.chdir(before);
    }
  }

  const server = createServer((socket) => {
    let asked = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      asked += chunk;
      const fields = asked.split("\0");
      const count = fields[settings.length + 1];
      if (count === undefined || fields.length < settings.length + 3 + Number(count)) return;
      socket.removeAllListeners("data");
      answer(socket, fields.slice(0, -1)).catch((error: unknown) =>
        socket.end(`2${escaped(String(error))}\nc1\n`),
      );
    });
    socket.on("error", () => undefined);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return {
    functions: `patchops() {
  local line door
  exec {door}<>/dev/tcp/127.0.0.1/${address.port}
  printf '%s\\0' "$PWD" ${settings.map((name) => `"\${${name}-}"`).join(" ")} "$#" "$@" >&$door
  while IFS= read -r line <&$door; do
    case $line in
      1*) printf '%b' "\${line:1}" ;;
      2*) printf '%b' "\${line:1}" >&2 ;;
      c*) exec {door}>&-; return "\${line:1}" ;;
    esac
  done
  return 1
}
npx() { "$@"; }
`,
    async close() {
      server.close();
      await once(server, "close");
    },
  };
}
