import { newId } from "@patchops/contract";
import type { Database, Transaction } from "@patchops/db";
import type { RpcResponse } from "@patchops/protocol";
import { openValues, sealValue } from "../connection/index.ts";
import type { Context, Services } from "../context.ts";

const channel = "prompt_session";
/** A notification has little room, and no client needs longer ids. */
const maxIdLength = 256;
/** PostgreSQL takes less than 8,000. */
const maxPayloadBytes = 7_900;

/**
 * What every node that serves a session must hear: one of its requests was cancelled, its client answered a question of ours, is
 * to be told something where it listens, no longer wants to hear of a resource, listens at another node, follows a stream, wants
 * other log lines, has other roots, or (without any of these) the session has ended.
 */
export interface PromptSessionSignal {
  sessionId: string;
  /** The JSON-RPC id that the client gave. */
  requestId?: string | number | undefined;
  /** The JSON-RPC id that we gave, and where the answer is (`takeAnswer`): it may be larger than a notification. */
  answered?: { questionId: string; id: string } | undefined;
  /** A JSON-RPC message for its client, which listens at another node, if anywhere. */
  told?: Readonly<Record<string, unknown>> | undefined;
  /** The URI as the client gave it. */
  unsubscribed?: string | undefined;
  /** What its client subscribed to is told by the node where it has opened a stream now. */
  isListening?: true | undefined;
  /** The id of a stream that the client has resumed, or still follows. */
  followed?: string | undefined;
  /** From which level on its client wants log lines now. */
  logLevel?: string | undefined;
  /** Its client says that its roots have changed. */
  hasOtherRoots?: true | undefined;
}

/** Calls back for each signal, of this node and all others. Answers how to stop. */
export function listenForPromptSessions(
  services: Services,
  onSignal: (signal: PromptSessionSignal) => void,
): Promise<() => Promise<void>> {
  return services.database.listen(channel, (payload) => onSignal(JSON.parse(payload) as PromptSessionSignal));
}

/** Tells all nodes that a request of the session was cancelled: any of them may be waiting for its upstream. */
export async function tellCancellation(
  context: Context,
  { sessionId, requestId }: { sessionId: string; requestId: string | number },
): Promise<void> {
  if (typeof requestId === "string" && requestId.length > maxIdLength) return;
  const { actor, services } = context;
  await tellAll(services, { organizationId: actor.organizationId, id: sessionId }, { requestId });
}

const answerPlace = (organizationId: string, row: string) => ({ organizationId, row, field: "answer" });

/** Tells all nodes what a client answered: any of them may hold the call open that asked. */
export async function tellAnswer(
  context: Context,
  told: { sessionId: string; questionId: string; answer: RpcResponse },
): Promise<void> {
  const { sessionId, questionId } = told;
  if (questionId.length > maxIdLength) return;
  const { organizationId } = context.actor;
  const { database } = context.services;
  const id = newId();
  await database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("sessionAnswers")
      .values({
        ...{ organizationId, id, promptSessionId: sessionId },
        sealed: await sealValue(context.services, trx, {
          place: answerPlace(organizationId, id),
          value: told.answer,
        }),
      })
      .execute();
    await database.notify(trx, channel, JSON.stringify({ sessionId, answered: { questionId, id } }));
  });
}

/** Reads an answer that another node has stored, once. */
export async function takeAnswer(
  services: Services,
  place: { organizationId: string; id: string },
): Promise<RpcResponse | null> {
  const { organizationId, id } = place;
  return services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .deleteFrom("sessionAnswers")
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .returning("sealed")
      .executeTakeFirst();
    if (!row) return null;
    const { sealed } = row;
    // Sealed by `tellAnswer`: what was classified as a response.
    const [answer] = await openValues<RpcResponse>(services, trx, [
      { sealed, place: answerPlace(organizationId, id) },
    ]);
    return answer ?? null;
  });
}

/** Tells all nodes, this one too, what concerns a session: where its stream is, and who answers it, nobody knows from here. */
export async function tellAll(
  { database }: Pick<Services, "database">,
  { organizationId, id: sessionId }: { organizationId: string; id: string },
  told: Omit<PromptSessionSignal, "sessionId">,
): Promise<void> {
  await database.withOrganization(organizationId, (trx) => tellWithin(trx, database, { sessionId, ...told }));
}

/** As `tellAll`, when the transaction commits. Throws for what is larger than a notification may be. */
export async function tellWithin(
  trx: Transaction,
  database: Pick<Database, "notify">,
  signal: PromptSessionSignal,
): Promise<void> {
  const payload = JSON.stringify(signal);
  if (Buffer.byteLength(payload) > maxPayloadBytes)
    throw new Error("It is larger than a notification may be.");
  await database.notify(trx, channel, payload);
}

/** As `tellCancellation`, for the end of the whole session; sent when the transaction commits. */
export function endSignal(session: { id: string }): [channel: string, payload: string] {
  return [channel, JSON.stringify({ sessionId: session.id } satisfies PromptSessionSignal)];
}
