import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { DatabaseError } from "../database-error.ts";
import { diskFullError } from "./data-directory-error.ts";
import { hasEnded } from "./has-ended.ts";
import { type PostgresCommand, spawnOnDirectory } from "./postgres-command.ts";

export const ownerName = "patchops";

/**
 * Makes a new cluster beside its place and moves it there when it is whole, so that a start that was killed half-way
 * leaves nothing that looks like a database.
 */
export async function createCluster(
  command: PostgresCommand,
  clusterDir: string,
  password: string,
): Promise<void> {
  const { account } = command;
  const workDir = `${clusterDir}.new`;
  const passwordFile = join(workDir, "password");
  await rm(workDir, { recursive: true, force: true });
  await mkdir(workDir, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) {
    await chown(workDir, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const child = await spawnOnDirectory(command, {
    program: "initdb",
    directory: workDir,
    output: "pipe",
    args: (reachedAs) => [
      `--pgdata=${reachedAs}/cluster`,
      `--pwfile=${reachedAs}/password`,
      `--username=${ownerName}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // The same order of text on every machine, whatever its C library.
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
    ],
  });
  const output = Promise.all(
    [child.stdout, child.stderr].map((stream) => (stream === null ? "" : text(stream))),
  );
  const failure = child.pid === undefined ? "initdb cannot be run" : await failureOf(child);
  if (failure !== undefined) {
    const lines = (await output.catch(() => [""])).join("\n").trim().split("\n");
    const said = lines.findLast((line) => /error|fatal|could not/i.test(line)) ?? failure;
    await rm(workDir, { recursive: true, force: true });
    throw said.includes("No space left")
      ? diskFullError(clusterDir)
      : new DatabaseError(
          "postgres_start_failed",
          `A new database could not be made in ${clusterDir}: ${said}`,
          "Set PATCHOPS_DATA_DIR to a directory on a local disk, or DATABASE_URL to a Postgres of your own.",
        );
  }
  await chmod(join(workDir, "cluster"), 0o700);
  await rename(join(workDir, "cluster"), clusterDir);
  await rm(workDir, { recursive: true, force: true });
}

async function failureOf(child: ChildProcess): Promise<string | undefined> {
  if (!hasEnded(child)) await once(child, "exit");
  return child.exitCode === 0 ? undefined : `it ended with ${child.exitCode ?? child.signalCode}`;
}
