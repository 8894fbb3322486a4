import { randomBytes } from "node:crypto";
import { access, constants, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseError } from "../database-error.ts";

/** Makes the data directory and the owner's password when they are missing. Throws `data_directory_not_writable`. */
export async function prepareDataDirectory(
  dataDir: string,
): Promise<{ clusterDir: string; password: string }> {
  const clusterDir = join(dataDir, "postgres");
  const passwordFile = join(dataDir, "postgres.password");
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK | constants.X_OK);
    const kept = await readFile(passwordFile, "utf8").catch(() => undefined);
    if (kept !== undefined && kept !== "") {
      const cluster = await stat(clusterDir).catch(() => undefined);
      const uid = process.getuid?.();
      if (cluster !== undefined && uid !== undefined && uid !== 0 && cluster.uid !== uid) {
        throw new DatabaseError(
          "data_directory_not_writable",
          `The database in ${clusterDir} belongs to another account (user id ${cluster.uid}).`,
          "Start PatchOps as that account, as it was started before, or choose another PATCHOPS_DATA_DIR.",
        );
      }
      return { clusterDir, password: kept };
    }
    const password = randomBytes(24).toString("base64url");
    await writeFile(passwordFile, password, { mode: 0o600 });
    return { clusterDir, password };
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOSPC") {
      throw new DatabaseError(
        "disk_full",
        `The disk that holds ${dataDir} is full.`,
        "Free some space and start again.",
      );
    }
    throw new DatabaseError(
      "data_directory_not_writable",
      `The data directory ${dataDir} cannot be written to (${code || String(error)}).`,
      "Give this account the right to write there, or choose another PATCHOPS_DATA_DIR.",
      error,
    );
  }
}
