import type { Generated, Timestamp } from "./column.ts";

/** A backup that the instance made, or tried to make; one at most is under way. */
export interface BackupTable {
  id: string;
  status: "queued" | "running" | "done" | "failed";
  /** Whether somebody asked for it; else it is a night's. */
  isAsked: boolean;
  createdAt: Generated<Timestamp>;
  /** When its worker last said that it works on it. */
  aliveAt: Timestamp | null;
  finishedAt: Timestamp | null;
  directory: string | null;
  /** The name in that directory; null when there is none, or none any more. */
  file: string | null;
  /** Whose directory it is. */
  host: string | null;
  sizeBytes: number | null;
  isEncrypted: Generated<boolean>;
  isChecked: Generated<boolean>;
  error: string | null;
}
