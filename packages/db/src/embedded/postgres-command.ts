import { type ChildProcess, spawn } from "node:child_process";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { type Account, isReachable } from "./account.ts";

/** How to run a program of the bundled Postgres on a directory. */
export interface PostgresCommand {
  nativeDir: string;
  account: Account | undefined;
}

export interface SpawnOnDirectoryOptions {
  program: "initdb" | "postgres";
  /** The arguments, given the path under which the program reaches the directory. */
  args: (reachedAs: string) => string[];
  directory: string;
  output: "pipe" | FileHandle;
  /** In a session of its own, so that Ctrl-C in the terminal does not reach it. */
  detached?: boolean;
}

/**
 * Starts the program. A directory whose parents are closed to the account (a clone in a 0700 home) is opened by us and
 * handed over as file descriptor 3, which Linux lets the program enter under `/proc/self/fd/3` whatever the parents say.
 */
export async function spawnOnDirectory(
  { nativeDir, account }: PostgresCommand,
  { program, args, directory, output, detached = false }: SpawnOnDirectoryOptions,
): Promise<ChildProcess> {
  const handedOver =
    account !== undefined &&
    process.platform === "linux" &&
    !(await isReachable(account, "directory", directory))
      ? await open(directory, "r")
      : undefined;
  const out = output === "pipe" ? "pipe" : output.fd;
  try {
    const child = spawn(
      join(nativeDir, "bin", program),
      args(handedOver === undefined ? directory : "/proc/self/fd/3"),
      {
        ...account,
        cwd: "/",
        detached,
        stdio: handedOver === undefined ? ["ignore", out, out] : ["ignore", out, out, handedOver.fd],
        // Nothing of our own environment (it may hold the master key) reaches the server's process.
        env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", LD_LIBRARY_PATH: join(nativeDir, "lib") },
      },
    );
    // It then has no process id, which the caller sees; without a listener the error would end this process.
    child.on("error", () => undefined);
    return child;
  } finally {
    await handedOver?.close();
  }
}
