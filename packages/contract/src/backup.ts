/** A backup that the instance made, or tried to make, by itself. */
export interface Backup {
  id: string;
  /** `failed` also when its worker is gone without a word. */
  status: "queued" | "running" | "done" | "failed";
  /** Whether somebody asked for it; else it is a night's. */
  isAsked: boolean;
  createdAt: string;
  finishedAt: string | null;
  /** The file's name; null before it is whole, and when it was removed to make room for newer ones. */
  file: string | null;
  /** The machine whose directory holds the file. */
  host: string | null;
  sizeBytes: number | null;
  isEncrypted: boolean;
  /** Whether it was read back to its end; an encrypted one is not, since only its owner has the key. */
  isChecked: boolean;
  error: string | null;
}

export interface BackupState {
  /** On the worker's machine; null = the instance makes no backups by itself. */
  directory: string | null;
  /** How many files are kept. */
  keep: number;
  isEncrypted: boolean;
  nextAt: string | null;
  lastDoneAt: string | null;
  /** The newest first, at most 50. */
  backups: Backup[];
}
