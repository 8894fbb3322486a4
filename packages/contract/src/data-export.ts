import { z } from "zod";
import { emailSchema } from "./account.ts";
import { idSchema } from "./id.ts";

/** `account`: what is stored of the asking person, and of them in their organizations; `organization`: all of the current one. */
export const dataExportKinds = ["account", "organization"] as const;
export type DataExportKind = (typeof dataExportKinds)[number];

export const startDataExportInput = z.object({ of: z.enum(dataExportKinds) });
export type StartDataExportInput = z.infer<typeof startDataExportInput>;

export const dataExportRef = z.object({ id: idSchema });
export type DataExportRef = z.infer<typeof dataExportRef>;

const reason = z.string().trim().min(1, "Say how you know who asks.").max(500);

/**
 * For whoever asked: the account with a mail address, or the person of a verified support request. Of what is stored of them, or of all
 * of an organization that they own. They alone get the archive.
 */
export const exportForRequesterInput = z.union([
  z.strictObject({ ticketId: idSchema, organizationId: idSchema.optional() }),
  z.strictObject({ email: emailSchema, organizationId: idSchema.optional(), reason }),
]);
export type ExportForRequesterInput = z.infer<typeof exportForRequesterInput>;

/** An export that an admin of the instance asked for: its archive is for its person alone. */
export type AskedExport = Pick<DataExport, "id" | "of" | "state">;

/** An archive of stored data, from when it was asked for until it is gone. */
export interface DataExport {
  id: string;
  of: DataExportKind;
  state: "queued" | "running" | "ready" | "failed" | "cancelled";
  /** Files written of those that the archive is to have; `total` is null before it was begun. */
  progress: { done: number; total: number | null };
  /** In all files of one format. */
  rows: number;
  /** Of the archive as far as it is written. */
  sizeBytes: number;
  /** Hex, of the whole archive. */
  sha256: string | null;
  /** Why it failed. */
  error: string | null;
  createdAt: string;
  finishedAt: string | null;
  /** When the archive, or the record of one that is none, is deleted. */
  expiresAt: string;
  /** Whether an admin of the instance asked for it on the person's request. */
  isByAdmin: boolean;
}

/** Where an archive is fetched from, by who may. */
export interface DataExportLink {
  /** Below the server's address; needs the login or the key that asked. */
  path: string;
  fileName: string;
  sizeBytes: number;
  sha256: string;
  expiresAt: string;
}
