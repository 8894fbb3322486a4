import { createToken } from "@patchops/vault";
import type { Context, Services } from "../context.ts";
import { insertPromptSession, type NewPromptSession } from "./insert.ts";
import { storableClient } from "./storable-client.ts";
import { touchPromptSession } from "./touch.ts";

/** A visit ends when nothing was heard for so long. */
export const idleMs = 30 * 60_000;
const touchEveryMs = 30_000;
const maxKnown = 10_000;

interface Known {
  session: Promise<{ id: string }>;
  touchedMs: number;
}

const known = new WeakMap<Services, Map<string, Known>>();

/** Who comes without a session of their own. */
export type Visitor = Omit<NewPromptSession, "token">;

/**
 * The prompt session of a caller that has none of its own: the same credential, client and endpoint, until nothing was heard for
 * 30 minutes. Answers its id.
 */
export async function visitPromptSession(context: Context, given: Visitor): Promise<string> {
  const { actor, services } = context;
  // As the row will have it: what a stranger calls themselves may be endless, or no text that a column takes.
  const visitor = { ...given, client: storableClient(given.client) };
  const visits = known.get(services) ?? new Map<string, Known>();
  known.set(services, visits);
  const credential = actor.apiKeyId ?? actor.oauthGrantId ?? actor.userId;
  const { endpoint, via, client } = visitor;
  const key = JSON.stringify([
    actor.organizationId,
    credential,
    endpoint,
    via,
    client?.name,
    client?.version,
    // Whoever has neither key nor grant sits at a browser, and may sit at two.
    credential === actor.userId ? context.userAgent : null,
  ]);
  const now = performance.now();
  const visit = visits.get(key);
  if (visit && now - visit.touchedMs < idleMs) {
    const session = await visit.session;
    if (now - visit.touchedMs >= touchEveryMs) {
      visit.touchedMs = now;
      // It may have been ended with its person's others meanwhile: then another one begins.
      if (!(await touchPromptSession(context, session))) visits.delete(key);
    }
    if (visits.get(key) === visit) return session.id;
  }
  const begun: Known = { session: findOrInsert(context, visitor), touchedMs: now };
  visits.set(key, begun);
  begun.session.catch(() => visits.delete(key));
  const [oldest] = visits.keys();
  if (visits.size > maxKnown && oldest !== undefined) visits.delete(oldest);
  return (await begun.session).id;
}

/** The visit may have begun on another node, or before a restart. */
async function findOrInsert(context: Context, visitor: Visitor): Promise<{ id: string }> {
  const { actor, services } = context;
  const { apiKeyId, oauthGrantId } = actor;
  const since = new Date(Date.now() - idleMs).toISOString();
  const row = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("promptSessions")
      .select("id")
      .where("organizationId", "=", actor.organizationId)
      .where("userId", "=", actor.userId)
      .where("apiKeyId", "is not distinct from", apiKeyId)
      .where("oauthGrantId", "is not distinct from", oauthGrantId)
      .where("via", "=", visitor.via)
      .where("endpoint", "=", visitor.endpoint)
      .where("protocolVersion", "is not distinct from", visitor.protocolVersion)
      .where("clientName", "is not distinct from", visitor.client?.name ?? null)
      .$if(apiKeyId === null && oauthGrantId === null, (query) =>
        query.where("userAgent", "is not distinct from", context.userAgent),
      )
      .where("endedAt", "is", null)
      .where("lastSeenAt", ">", since)
      .orderBy("createdAt", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
  return row ?? insertPromptSession(context, { ...visitor, token: createToken() });
}
