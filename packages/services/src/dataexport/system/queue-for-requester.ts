import type { AskedExport } from "@patchops/contract";
import type { AuditActor } from "../../audit/index.ts";
import type { Services } from "../../context.ts";
import { type RequesterAccount, recordInEach } from "../../requester/index.ts";
import { queueExport } from "../queue.ts";

interface Asked {
  by: { actor: AuditActor; userId: string | null; askedVia: "admin" | "operator" };
  /** Whose data; null = the person's own. */
  organizationId: string | null;
  sources: readonly string[];
  /** How an admin knows who asked. */
  reason: string | null;
}

/**
 * Asks for an export in somebody's name; it stands in the audit of whoever asked for it and of whose data it is. A system file: these
 * are two.
 */
export async function queueForRequester(
  services: Services,
  { userId, email, ticketId, ...account }: RequesterAccount,
  { by, organizationId, sources, reason }: Asked,
): Promise<AskedExport> {
  return services.database.system.transaction().execute(async (trx) => {
    const { id, of, state } = await queueExport(services, trx, {
      ...{ userId, organizationId, sources },
      request: { askedVia: by.askedVia, requestedBy: by.userId, ticketId },
    });
    await recordInEach(trx, by.actor, {
      ...{ organizations: [organizationId ?? account.organizationId], action: "data_export.start" },
      ...{ targetKind: "data_export", targetId: id },
      data: {
        ...{ of, for: email },
        ...(reason !== null && { reason }),
        ...(ticketId !== null && { request: ticketId }),
      },
    });
    return { id, of, state };
  });
}
