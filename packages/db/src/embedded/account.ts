import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";

/** The system account that a child process runs under. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root: then the cluster's owner runs it, or `nobody` for a new one.
 * Anyone else runs it as themselves: undefined.
 */
export async function chooseAccount(clusterDir: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(clusterDir).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  const nobody = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(passwd);
  return { uid: Number(nobody?.[1] ?? 65534), gid: Number(nobody?.[2] ?? 65534) };
}

/** Whether the account may run or enter this; asked of the system itself, since modes alone do not tell (ACLs, mounts). */
export async function isReachable(
  account: Account,
  kind: "program" | "directory",
  path: string,
): Promise<boolean> {
  const [command, args] = kind === "program" ? [path, ["--version"]] : ["/bin/sh", ["-c", 'cd "$0"', path]];
  try {
    await promisify(execFile)(command, args, { ...account, cwd: "/", env: {} });
    return true;
  } catch {
    return false;
  }
}
