import { AppError, type DataExport, newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../context.ts";
import { presentExport } from "./present.ts";

export interface NewExport {
  /** Who gets it, and nobody else. */
  userId: string;
  /** Whose data; null = the person's own. */
  organizationId: string | null;
  /** Of the person's own: the organizations whose rows of them may be in it. */
  sources: readonly string[];
  /** Of one that an admin asks for on the person's request. */
  request?: {
    askedVia: "admin" | "operator";
    /** The instance admin; null = the operator at the host. */
    requestedBy: string | null;
    /** The support request. */
    ticketId: string | null;
  };
}

/** What was asked for and not begun for so long is given up. */
const daysToBegin = 2;

/** Asks for an export in the transaction of its cause; some worker writes it. Throws `conflict` while one of the same data is under way. */
export async function queueExport(
  services: Services,
  trx: Transaction,
  { userId, organizationId, sources, request }: NewExport,
): Promise<DataExport> {
  const id = newId();
  const row = await trx
    .insertInto("dataExports")
    .values({
      ...{ id, userId, organizationId, sources: [...sources] },
      ...(request ?? { askedVia: "owner", requestedBy: null, ticketId: null }),
      ...{ files: null, sha256: null, error: null, finishedAt: null },
      expiresAt: sql<string>`now() + make_interval(days => ${daysToBegin})`,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError("conflict", "An export of this data is under way already.", {
      next: "Wait for it, or cancel it.",
      details: { reason: "export_under_way" },
    });
  }
  await services.jobs.send(trx, "data-export", { exportId: id });
  return presentExport(row);
}
