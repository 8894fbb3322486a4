import { randomBytes } from "node:crypto";
import { access, constants, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseError } from "../database-error.ts";
import { makeDirectory } from "./make-directory.ts";

export interface DataDirectory {
  /** Where the cluster is, or shall be. */
  clusterDir: string;
  isNew: boolean;
  /** Of the owning role. */
  password: string;
}

/** Makes the data directory and the owner's password when they are missing, and checks what is there. */
export async function prepareDataDirectory(dataDir: string): Promise<DataDirectory> {
  const clusterDir = join(dataDir, "postgres");
  const passwordFile = join(dataDir, "postgres.password");
  await makeDirectory(dataDir);
  await access(dataDir, constants.W_OK | constants.X_OK);

  const cluster = await stat(clusterDir).catch(() => undefined);
  const uid = process.getuid?.();
  if (cluster !== undefined && uid !== undefined && uid !== 0 && cluster.uid !== uid) {
    throw new DatabaseError(
      "data_directory_not_writable",
      `The database in ${clusterDir} belongs to another account (user id ${cluster.uid}).`,
      "Start PatchOps as the account that started it before, or choose another PATCHOPS_DATA_DIR.",
    );
  }
  const files = cluster === undefined ? [] : await readdir(clusterDir);
  const password = (await readFile(passwordFile, "utf8").catch(() => "")).trim();
  if (files.length > 0 && (password === "" || !files.includes("PG_VERSION"))) {
    const missing = password === "" ? passwordFile : join(clusterDir, "PG_VERSION");
    throw new DatabaseError(
      "postgres_start_failed",
      `The database in ${clusterDir} is damaged: ${missing} is missing or empty.`,
      "Restore it from a backup, or move the directory away to begin with an empty database.",
    );
  }
  if (password !== "") return { clusterDir, isNew: files.length === 0, password };
  const fresh = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, fresh, { mode: 0o600 });
  return { clusterDir, isNew: true, password: fresh };
}
