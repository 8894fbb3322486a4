import { componentIds, type InstanceStatus } from "@patchops/contract";
import { sql } from "kysely";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";

const shownDays = 90;

/** What the status page says: nothing of anybody. */
export async function readStatus({ database }: Pick<Services, "database">): Promise<InstanceStatus> {
  return database.transaction(async (trx) => {
    const states = await trx.selectFrom("componentStates").selectAll().execute();
    const days = await trx
      .selectFrom("componentDays")
      .selectAll()
      .where("day", ">", sql<string>`(now() at time zone 'UTC')::date - ${shownDays}::int`)
      .orderBy("day")
      .execute();
    const incidents = await trx
      .selectFrom("incidents")
      .selectAll()
      .where("createdAt", ">", sql<string>`now() - make_interval(days => ${shownDays})`)
      .orderBy("id", "desc")
      .limit(50)
      .execute();
    const notes =
      incidents.length === 0
        ? []
        : await trx
            .selectFrom("incidentNotes")
            .select(["incidentId", "id", "status", "text", "createdAt"])
            .where(
              "incidentId",
              "in",
              incidents.map(({ id }) => id),
            )
            .orderBy("id", "desc")
            .execute();
    return {
      components: componentIds.flatMap((id) => {
        const state = states.find(({ component }) => component === id);
        if (state === undefined) return [];
        const { isUp, detail, since, checkedAt } = state;
        const own = days
          .filter(({ component }) => component === id)
          .map(({ day, upMinutes, downMinutes }) => ({
            day,
            upShare: upMinutes / (upMinutes + downMinutes),
          }));
        return [{ id, isUp, detail, since, checkedAt, days: own }];
      }),
      incidents: incidents.map((incident) => ({
        ...incident,
        notes: notes
          .filter(({ incidentId }) => incidentId === incident.id)
          .map(({ incidentId: _, ...note }) => note),
      })),
    };
  });
}

/** The same for instance admins. */
export async function instanceStatus(context: Context): Promise<InstanceStatus> {
  requireAccess(context, "admin.status");
  return readStatus(context.services);
}
