import { AppError, type NoteIncidentInput, newId, type OpenIncidentInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** Tells at the status page of something that happens. Instance admins. Answers the incident's id. */
export async function openIncident(
  context: Context,
  { title, text }: OpenIncidentInput,
): Promise<{ id: string }> {
  requireAccess(context, "admin.openIncident");
  const { services, actor } = context;
  const id = newId();
  const status = "investigating";
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    await trx.insertInto("incidents").values({ id, title, status }).execute();
    await trx
      .insertInto("incidentNotes")
      .values({ incidentId: id, id: newId(), status, text, createdBy: actor.userId })
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "incident.open",
      targetKind: "incident",
      targetId: id,
      data: { title },
    });
  });
  return { id };
}

/** Tells further of an incident, or that it is over. Instance admins. Throws `not_found`. */
export async function noteIncident(context: Context, { id, status, text }: NoteIncidentInput): Promise<void> {
  requireAccess(context, "admin.noteIncident");
  const { services, actor } = context;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const before = await trx
      .selectFrom("incidents")
      .select("status")
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined) throw new AppError("not_found", "There is no such incident.");
    await trx.updateTable("incidents").set({ status }).where("id", "=", id).execute();
    await trx
      .insertInto("incidentNotes")
      .values({ incidentId: id, id: newId(), status, text, createdBy: actor.userId })
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "incident.note",
      targetKind: "incident",
      targetId: id,
      before,
      after: { status },
    });
  });
}
