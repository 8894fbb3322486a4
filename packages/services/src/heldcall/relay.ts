import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { SealPlace } from "@patchops/vault";
import { openValues, sealValue } from "../connection/index.ts";
import type { Context, Services } from "../context.ts";

type Json = Record<string, unknown>;

const channel = "held_call";
/** What people answered, and what a call came to, are sealed while they lie between two nodes. */
const fields = { responses: "held_responses", outcome: "held_outcome" };
/** The owner says at once that it has the call; who says nothing is gone. */
const takenWithinMs = 3_000;
/** As long as the call itself may be held. */
const outcomeWithinMs = 600_000;

/** Row ids alone: a notification has little room. */
type Signal =
  | { kind: "resume"; callId: string; turnId: string; organizationId: string }
  | { kind: "taken" | "ended"; turnId: string };

/** Calls that are held open for their clients, across nodes: any node may get the retry, one has the call. */
export interface HeldCallRelay {
  /** Lets the node that holds a call go on with it; answers what came of that, null where no node has the call. */
  resumeElsewhere(context: Context, call: { callId: string; responses: Json }): Promise<Json | null>;
  close(): Promise<void>;
}

/** `resumeHere` answers null for a call that is not on this node, and never rejects. */
export async function openHeldCallRelay(
  services: Services,
  resumeHere: (call: {
    callId: string;
    organizationId: string;
  }) => ((responses: Json) => Promise<Json>) | null,
): Promise<HeldCallRelay> {
  const { database, log } = services;
  const waiting = new Map<string, { taken: () => void; ended: () => void }>();

  async function serve({
    callId,
    turnId,
    organizationId,
  }: Extract<Signal, { kind: "resume" }>): Promise<void> {
    const resume = resumeHere({ callId, organizationId });
    if (!resume) return;
    const inTurn = { organizationId, turnId };
    await tell(inTurn, { kind: "taken", turnId });
    const place = { organizationId, row: turnId };
    const responses = await database.withOrganization(organizationId, async (trx) => {
      const row = await trx
        .selectFrom("heldTurns")
        .select("sealedResponses as sealed")
        .where("organizationId", "=", organizationId)
        .where("id", "=", turnId)
        .executeTakeFirst();
      return row ? open(trx, { place: { ...place, field: fields.responses }, sealed: row.sealed }) : {};
    });
    const outcome = await resume(responses);
    await database.withOrganization(organizationId, async (trx) => {
      const sealing = { place: { ...place, field: fields.outcome }, value: outcome };
      await trx
        .updateTable("heldTurns")
        .set({ sealedOutcome: await sealValue(services, trx, sealing) })
        .where("organizationId", "=", organizationId)
        .where("id", "=", turnId)
        .execute();
      await database.notify(trx, channel, JSON.stringify({ kind: "ended", turnId } satisfies Signal));
    });
  }

  async function open(trx: Transaction, sealing: { place: SealPlace; sealed: string }): Promise<Json> {
    const [value] = await openValues<Json>(services, trx, [sealing]);
    return value ?? {};
  }

  function tell({ organizationId }: { organizationId: string }, signal: Signal): Promise<void> {
    return database.withOrganization(organizationId, (trx) =>
      database.notify(trx, channel, JSON.stringify(signal)),
    );
  }

  const stop = await database.listen(channel, (payload) => {
    const signal = JSON.parse(payload) as Signal;
    if (signal.kind !== "resume") {
      waiting.get(signal.turnId)?.[signal.kind]();
      return;
    }
    serve(signal).catch((error: unknown) => {
      log.warn({ error, turnId: signal.turnId }, "a held call could not go on for another node");
    });
  });

  return {
    async resumeElsewhere({ actor }, { callId, responses }) {
      const { organizationId } = actor;
      const turnId = newId();
      const place = { organizationId, row: turnId };
      const [taken, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      waiting.set(turnId, { taken: taken.resolve, ended: ended.resolve });
      try {
        await database.withOrganization(organizationId, async (trx) => {
          const sealing = { place: { ...place, field: fields.responses }, value: responses };
          const sealedResponses = await sealValue(services, trx, sealing);
          await trx
            .insertInto("heldTurns")
            .values({ organizationId, id: turnId, callId, sealedResponses })
            .execute();
          const signal: Signal = { kind: "resume", callId, turnId, organizationId };
          await database.notify(trx, channel, JSON.stringify(signal));
        });
        if (!(await isWithin(taken.promise, takenWithinMs))) return null;
        await isWithin(ended.promise, outcomeWithinMs);
        return await database.withOrganization(organizationId, async (trx) => {
          const row = await trx
            .deleteFrom("heldTurns")
            .where("organizationId", "=", organizationId)
            .where("id", "=", turnId)
            .returning("sealedOutcome as sealed")
            .executeTakeFirst();
          if (!row?.sealed) return null;
          return open(trx, { place: { ...place, field: fields.outcome }, sealed: row.sealed });
        });
      } finally {
        waiting.delete(turnId);
      }
    },
    close: stop,
  };
}

function isWithin(event: Promise<void>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs, false);
    void event.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
