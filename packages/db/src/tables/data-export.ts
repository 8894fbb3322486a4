import type { Generated, Timestamp } from "./column.ts";

/** An archive of stored data. No organization table: most are of a person, whichever organizations they are in. */
export interface DataExportTable {
  id: string;
  /** Whose it is: nobody else sees it. */
  userId: string;
  /** Whose data is in it; null = the person's own. */
  organizationId: string | null;
  /** Of the person's own: the organizations whose rows of them may be in it. */
  sources: Generated<string[]>;
  /** The instance admin who asked for it on the person's request. */
  requestedBy: string | null;
  /** `owner`: the person themselves; else who operates the instance, on the person's request. */
  askedVia: Generated<"owner" | "admin" | "operator">;
  /** The request of theirs. */
  ticketId: string | null;
  state: Generated<"queued" | "running" | "ready" | "failed" | "cancelled">;
  /** Counts the times that it was begun: what an earlier one still writes is refused. */
  attempts: Generated<number>;
  filesDone: Generated<number>;
  files: number | null;
  rowCount: Generated<number>;
  sizeBytes: Generated<number>;
  sha256: string | null;
  error: string | null;
  createdAt: Generated<Timestamp>;
  finishedAt: Timestamp | null;
  expiresAt: Timestamp;
}

/** A piece of an archive; primary key (exportId, part). */
export interface DataExportPartTable {
  exportId: string;
  /** Counts from 0 without gaps. */
  part: number;
  content: Buffer;
}
