import { AppError } from "@patchops/contract";
import type { Services } from "../context.ts";
import { findDeletion } from "../deletion/index.ts";
import { eraseAccount } from "./erase-account.ts";
import { eraseOrganization } from "./erase-organization.ts";
import { beginDeletion } from "./system/begin.ts";
import { findDue } from "./system/find-due.ts";
import { finishDeletion, noteProblem } from "./system/finish.ts";

const atOnce = 4;

/**
 * A worker's job: carries out the deletions whose days of grace are over. Each step may be done again, so that one that broke off goes
 * on where it was; one that fails holds up no other, says why, and is tried again. Answers how many are done.
 */
export async function carryOutDeletions(services: Services, at = new Date()): Promise<number> {
  const due = await findDue(services.database, at);
  let done = 0;
  async function work(): Promise<void> {
    for (let id = due.shift(); id !== undefined; id = due.shift()) {
      if (await carryOut(services, id)) done += 1;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return done;
}

/** Whether it is done: false where it waits for something. */
async function carryOut(services: Services, deletionId: string): Promise<boolean> {
  try {
    if (!(await beginDeletion(services.database, deletionId))) return false;
    const found = await findDeletion(services.database, { deletionId });
    if (found === undefined) return false;
    // Organizations first: an account is there as long as one of them is.
    for (const part of found.parts) {
      if (part.state !== "running") continue;
      await eraseOrganization(services, part);
      await finishDeletion(services, part);
    }
    const { deletion } = found;
    await (deletion.subject === "account" ? eraseAccount : eraseOrganization)(services, deletion);
    await finishDeletion(services, deletion);
    services.log.info({ deletionId, subject: deletion.subject }, "a deletion was carried out");
    return true;
  } catch (error) {
    services.log.warn({ error, deletionId }, "a deletion could not be carried out yet");
    const words = error instanceof AppError ? error.message : "Something went wrong; it is tried again.";
    await noteProblem(services.database, deletionId, words);
    return false;
  }
}
