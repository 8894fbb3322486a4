import { newId } from "@patchops/contract";
import { sql } from "kysely";
import { openValues, sealValues } from "../connection/index.ts";
import type { Context, Services } from "../context.ts";

const channel = "session_stream";
/** What a session keeps of all its streams: the newest of it. */
const maxEvents = 256;
const maxBytes = 4 * 1_048_576;
const pageSize = 64;
/** How long an event can be asked for. */
export const streamEventsKeptMs = 10 * 60_000;

const sinceKept = () => new Date(Date.now() - streamEventsKeptMs).toISOString();

export interface StreamPlace {
  promptSessionId: string;
  streamId: string;
}

export interface StreamEvent {
  n: number;
  /** A JSON-RPC message; "" for the event that only gives the client an id; null = the stream has ended. */
  data: string | null;
}

const sealPlace = (organizationId: string, row: string) => ({ organizationId, row, field: "stream_event" });

/** Stores what is about to be sent on a stream, sealed: it is whole results. With `isFollowed` tells the nodes whose clients resumed it. */
export async function appendStreamEvents(
  { actor, services }: Context,
  { promptSessionId, streamId, isFollowed }: StreamPlace & { isFollowed: boolean },
  events: readonly StreamEvent[],
): Promise<void> {
  const { database } = services;
  const { organizationId } = actor;
  await database.withOrganization(organizationId, async (trx) => {
    const rows = events.map((event) => ({ ...event, id: newId() }));
    const said = rows.flatMap(({ id, data: value }) =>
      value === null ? [] : [{ id, value, place: sealPlace(organizationId, id) }],
    );
    const sealed = await sealValues(services, trx, said);
    const sealedById = new Map(said.map(({ id }, index) => [id, sealed[index]]));
    await trx
      .insertInto("sessionStreamEvents")
      .values(
        rows.map(({ id, n, data }) => ({
          ...{ organizationId, id, promptSessionId, streamId, n },
          sealed: sealedById.get(id) ?? null,
          sizeBytes: data === null ? 0 : Buffer.byteLength(data),
        })),
      )
      .execute();
    await sql`
      delete from session_stream_events as old using (
        select stream_id, n, created_at, row_number() over newest as place, sum(size_bytes) over newest as bytes
        from session_stream_events
        where organization_id = ${organizationId} and prompt_session_id = ${promptSessionId}
        window newest as (order by created_at desc, stream_id, n desc)
      ) as kept
      where old.organization_id = ${organizationId} and old.prompt_session_id = ${promptSessionId}
        and old.stream_id = kept.stream_id and old.n = kept.n
        and (kept.place > ${maxEvents} or kept.bytes > ${maxBytes} or kept.created_at < ${sinceKept()})
    `.execute(trx);
    if (isFollowed) await database.notify(trx, channel, streamId);
  });
}

/** The next events of a stream after one, in order; null when nothing is known of the stream. */
export async function readStreamEvents(
  { actor, services }: Context,
  { promptSessionId, streamId }: StreamPlace,
  after: number,
): Promise<StreamEvent[] | null> {
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const stream = trx
      .selectFrom("sessionStreamEvents")
      .where("organizationId", "=", organizationId)
      .where("promptSessionId", "=", promptSessionId)
      .where("streamId", "=", streamId)
      .where("createdAt", ">", sinceKept());
    const rows = await stream
      .select(["id", "n", "sealed"])
      .where("n", ">", after)
      .orderBy("n")
      .limit(pageSize)
      .execute();
    const sealings = rows.flatMap(({ id, sealed }) =>
      sealed === null ? [] : [{ id, sealed, place: sealPlace(organizationId, id) }],
    );
    const opened = await openValues<string>(services, trx, sealings);
    const dataById = new Map(sealings.map(({ id }, index) => [id, opened[index]]));
    if (rows.length > 0) return rows.map(({ id, n }) => ({ n, data: dataById.get(id) ?? null }));
    return (await stream.select("n").limit(1).executeTakeFirst()) ? [] : null;
  });
}

/** Calls back when a stream has new events, on whichever node they were stored. Answers how to stop. */
export function listenForStreamEvents(services: Services, streamId: string, onNews: () => void) {
  return services.database.listen(channel, (payload) => {
    if (payload === streamId) onNews();
  });
}
