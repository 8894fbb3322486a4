import { DatabaseError } from "../database-error.ts";

const notWritable = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOENT",
  "ENOTDIR",
  "EEXIST",
  "EISDIR",
  "ELOOP",
  "ENAMETOOLONG",
]);

/** What a failure of the file system means for the data directory; any other error is answered as it is. */
export function dataDirectoryError(error: unknown, dataDir: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOSPC" || code === "EDQUOT") return diskFullError(dataDir, error);
  if (!notWritable.has(code)) return error;
  return new DatabaseError(
    "data_directory_not_writable",
    `The data directory ${dataDir} cannot be written to (${code}).`,
    "Give this account the right to write there, or choose another PATCHOPS_DATA_DIR.",
    error,
  );
}

/** The disk of the data directory has no room left. */
export function diskFullError(dataDir: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    "disk_full",
    `The disk that holds ${dataDir} is full.`,
    "Free some space there and start again; nothing that was acknowledged is lost.",
    cause,
  );
}
