import { AppError, type NoteIncidentInput, newId, type OpenIncidentInput } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** Who tells: an instance admin, or the operator at the host. */
interface Teller {
  actor: AuditActor;
  userId: string | null;
}

/** Tells at the status page of something that happens. Instance admins. Answers the incident's id. */
export async function openIncident(context: Context, input: OpenIncidentInput): Promise<{ id: string }> {
  requireAccess(context, "admin.openIncident");
  return open(context.services, input, { actor: auditActor(context), userId: context.actor.userId });
}

/** `patchops admin incidents open`. Throws `conflict`. */
export async function openIncidentAsOperator(
  services: Services,
  input: OpenIncidentInput,
): Promise<{ id: string }> {
  return open(services, input, { actor: await instanceOperator(services.database), userId: null });
}

async function open(
  { database }: Services,
  { title, text }: OpenIncidentInput,
  { actor, userId }: Teller,
): Promise<{ id: string }> {
  const id = newId();
  const status = "investigating";
  await database.withOrganization(actor.organizationId, async (trx) => {
    await trx.insertInto("incidents").values({ id, title, status }).execute();
    await trx
      .insertInto("incidentNotes")
      .values({ incidentId: id, id: newId(), status, text, createdBy: userId })
      .execute();
    await recordAudit(trx, actor, {
      action: "incident.open",
      targetKind: "incident",
      targetId: id,
      data: { title },
    });
  });
  return { id };
}

/** Tells further of an incident, or that it is over. Instance admins. Throws `not_found`. */
export async function noteIncident(context: Context, input: NoteIncidentInput): Promise<void> {
  requireAccess(context, "admin.noteIncident");
  return note(context.services, input, { actor: auditActor(context), userId: context.actor.userId });
}

/** `patchops admin incidents update` and `resolve`. Throws `not_found`, `conflict`. */
export async function noteIncidentAsOperator(services: Services, input: NoteIncidentInput): Promise<void> {
  return note(services, input, { actor: await instanceOperator(services.database), userId: null });
}

async function note(
  { database }: Services,
  { id, status, text }: NoteIncidentInput,
  { actor, userId }: Teller,
): Promise<void> {
  await database.withOrganization(actor.organizationId, async (trx) => {
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
      .values({ incidentId: id, id: newId(), status, text, createdBy: userId })
      .execute();
    await recordAudit(trx, actor, {
      action: "incident.note",
      targetKind: "incident",
      targetId: id,
      before,
      after: { status },
    });
  });
}
