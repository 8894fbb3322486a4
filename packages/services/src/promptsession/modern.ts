import { modernVersion } from "@patchops/protocol";
import type { Context, Services } from "../context.ts";
import { type StartPromptSession, startPromptSession } from "./start.ts";
import { touchPromptSession } from "./touch.ts";

/** A visit ends when nothing was heard for so long. */
const idleMs = 30 * 60_000;
const touchEveryMs = 30_000;
const maxKnown = 10_000;

interface Visit {
  session: Promise<{ id: string }>;
  touchedMs: number;
}

const known = new WeakMap<Services, Map<string, Visit>>();

/**
 * The prompt session of a request of the era that has none of its own: the same credential, client and endpoint, until nothing was
 * heard for 30 minutes. Answers its id.
 */
export async function modernPromptSession(
  context: Context,
  { endpoint, client, capabilities }: Omit<StartPromptSession, "protocolVersion">,
): Promise<string> {
  const { actor, services } = context;
  const visits = known.get(services) ?? new Map<string, Visit>();
  known.set(services, visits);
  const credential = actor.apiKeyId ?? actor.oauthGrantId ?? actor.userId;
  const key = JSON.stringify([actor.organizationId, credential, endpoint, client?.name, client?.version]);
  const now = performance.now();
  const visit = visits.get(key);
  if (visit && now - visit.touchedMs < idleMs) {
    const session = await visit.session;
    if (now - visit.touchedMs >= touchEveryMs) {
      visit.touchedMs = now;
      await touchPromptSession(context, session);
    }
    return session.id;
  }
  const begun: Visit = { session: find(context, { endpoint, client, capabilities }), touchedMs: now };
  visits.set(key, begun);
  begun.session.catch(() => visits.delete(key));
  const [oldest] = visits.keys();
  if (visits.size > maxKnown && oldest !== undefined) visits.delete(oldest);
  return (await begun.session).id;
}

/** The visit may have begun on another node, or before a restart. */
async function find(
  context: Context,
  input: Omit<StartPromptSession, "protocolVersion">,
): Promise<{ id: string }> {
  const { actor, services } = context;
  const since = new Date(Date.now() - idleMs).toISOString();
  const row = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("promptSessions")
      .select("id")
      .where("organizationId", "=", actor.organizationId)
      .where("userId", "=", actor.userId)
      .where("apiKeyId", "is not distinct from", actor.apiKeyId)
      .where("oauthGrantId", "is not distinct from", actor.oauthGrantId)
      .where("endpoint", "=", input.endpoint)
      .where("protocolVersion", "=", modernVersion)
      .where("clientName", "is not distinct from", input.client?.name ?? null)
      .where("endedAt", "is", null)
      .where("lastSeenAt", ">", since)
      .orderBy("createdAt", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
  if (row) return row;
  const { session } = await startPromptSession(context, { ...input, protocolVersion: modernVersion });
  return session;
}
