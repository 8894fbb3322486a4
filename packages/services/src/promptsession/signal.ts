import type { Context, Services } from "../context.ts";

const channel = "prompt_session";
/** A notification has little room, and no client needs longer ids. */
const maxIdLength = 256;

/**
 * What every node that serves a session must hear: one of its requests was cancelled, its client answered a question of ours,
 * or (without either) it has ended.
 */
export interface PromptSessionSignal {
  sessionId: string;
  /** The JSON-RPC id that the client gave. */
  requestId?: string | number | undefined;
  /** By the JSON-RPC id that we gave. */
  answer?: { id: string; action: "accept" | "decline" } | undefined;
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
  signal: { sessionId: string; requestId: string | number },
): Promise<void> {
  if (typeof signal.requestId === "string" && signal.requestId.length > maxIdLength) return;
  const { database } = context.services;
  await database.withOrganization(context.actor.organizationId, (trx) =>
    database.notify(trx, channel, JSON.stringify(signal)),
  );
}

/** Tells all nodes what a client answered: any of them may hold the call open that asked. */
export async function tellAnswer(
  context: Context,
  signal: { sessionId: string; answer: { id: string; action: "accept" | "decline" } },
): Promise<void> {
  if (signal.answer.id.length > maxIdLength) return;
  const { database } = context.services;
  await database.withOrganization(context.actor.organizationId, (trx) =>
    database.notify(trx, channel, JSON.stringify(signal)),
  );
}

/** As `tellCancellation`, for the end of the whole session; sent when the transaction commits. */
export function endSignal(session: { id: string }): [channel: string, payload: string] {
  return [channel, JSON.stringify({ sessionId: session.id } satisfies PromptSessionSignal)];
}
