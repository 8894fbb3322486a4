import { z } from "zod";
import { idSchema } from "./id.ts";

/** `account`: what is stored of the asking person, and of them in their organizations; `organization`: all of the current one. */
export const dataExportKinds = ["account", "organization"] as const;
export type DataExportKind = (typeof dataExportKinds)[number];

export const startDataExportInput = z.object({ of: z.enum(dataExportKinds) });
export type StartDataExportInput = z.infer<typeof startDataExportInput>;

export const dataExportRef = z.object({ id: idSchema });
export type DataExportRef = z.infer<typeof dataExportRef>;

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
