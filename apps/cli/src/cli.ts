import { type Client, createClient, PatchOpsError } from "@patchops/sdk";
import type { Config } from "./config.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";
import { readOperatorToken, readServerFile } from "./server-file.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** What every command works with. */
export interface Cli {
  config: Config;
  terminal: Terminal;
  output: Output;
  /** The server's address, without a slash at the end. */
  url: string;
  /** With the API key. Throws `unauthenticated` when there is none. */
  client(): Client;
  /** For procedures that answer anybody. */
  anonymous(): Client;
  /** With the operator token, to the server that runs on the data directory. Throws `unreachable`, `forbidden`. */
  operator(): Client;
  /** The same for what is no procedure. Throws like `operator`. */
  operatorDoor(): OperatorDoor;
  exitWith(code: ExitCode): void;
}

/** Where the running server lets its operator in. */
export interface OperatorDoor {
  url: string;
  token: string;
}

export function createCli(
  config: Config,
  terminal: Terminal,
  { output, exitWith }: { output: Output; exitWith: (code: ExitCode) => void },
): Cli {
  const clientName = `cli/${version}`;
  const url = (config.url ?? serverUrl(config.dataDir) ?? config.defaultUrl).replace(/\/+$/, "");
  return {
    config,
    terminal,
    output,
    url,
    exitWith,
    anonymous: () => createClient({ url, clientName }),
    client() {
      if (config.apiKey === null) {
        throw new PatchOpsError("unauthenticated", "PATCHOPS_API_KEY is not set.", {
          sent: false,
          next: "Create a key on the API keys page, or with patchops setup, then: export PATCHOPS_API_KEY=po_…",
        });
      }
      return createClient({ url, clientName, apiKey: config.apiKey });
    },
    operator() {
      const door = operatorDoor(config.dataDir);
      return createClient({ url: door.url, clientName, headers: { "x-patchops-operator": door.token } });
    },
    operatorDoor: () => operatorDoor(config.dataDir),
  };
}

function serverUrl(dataDir: string): string | null {
  try {
    return readServerFile(dataDir)?.url ?? null;
  } catch {
    // Another user's server: its address is asked for only where there is nothing better.
    return null;
  }
}

function operatorDoor(dataDir: string): OperatorDoor {
  const server = readServerFile(dataDir);
  const token = readOperatorToken(dataDir);
  if (server !== null && token !== null) return { url: server.url, token };
  throw new PatchOpsError("unreachable", `No server runs on the data directory ${dataDir}.`, {
    sent: false,
    next: "Start it with npm start, on this machine; another data directory is named by PATCHOPS_DATA_DIR.",
  });
}
