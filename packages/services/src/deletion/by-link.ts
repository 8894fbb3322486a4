import { AppError, type Deletion, type DeletionLinkInput } from "@patchops/contract";
import type { Visit } from "../context.ts";
import { presentDeletion } from "./present.ts";
import { cancelWaiting } from "./system/cancel.ts";
import { findDeletion, findDeletionOfLink } from "./system/find-deletion.ts";

/** How a deletion stands, and once it is done its proof: for who holds its link. Throws `not_found`. */
export async function deletionByLink({ services }: Visit, { token }: DeletionLinkInput): Promise<Deletion> {
  return read(services.database, await requireLink(services.database, token));
}

/** Takes a deletion back by its link. Throws `not_found`, `conflict` once it is under way. */
export async function cancelDeletion(visit: Visit, { token }: DeletionLinkInput): Promise<Deletion> {
  const { database } = visit.services;
  const deletionId = await requireLink(database, token);
  await cancelWaiting(visit, deletionId, null);
  return read(database, deletionId);
}

type Database = Visit["services"]["database"];

async function read(database: Database, deletionId: string): Promise<Deletion> {
  const found = await findDeletion(database, { deletionId });
  if (found === undefined) throw linkIsOver();
  return presentDeletion(found);
}

async function requireLink(database: Database, token: string): Promise<string> {
  const deletionId = await findDeletionOfLink(database, token);
  if (deletionId === undefined) throw linkIsOver();
  return deletionId;
}

function linkIsOver(): AppError {
  return new AppError("not_found", "This link does not work: it is too old, or was never one.");
}
