import { newId } from "@patchops/contract";
import type { Context, Services } from "../context.ts";
import { storedJson } from "../stored-json.ts";

type Json = Record<string, unknown>;

const channel = "held_call";
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
    const row = await database.withOrganization(organizationId, (trx) =>
      trx
        .selectFrom("heldTurns")
        .select("responses")
        .where("organizationId", "=", organizationId)
        .where("id", "=", turnId)
        .executeTakeFirst(),
    );
    const outcome = await resume(row?.responses ?? {});
    await database.withOrganization(organizationId, async (trx) => {
      await trx
        .updateTable("heldTurns")
        .set({ outcome: storedJson(outcome) })
        .where("organizationId", "=", organizationId)
        .where("id", "=", turnId)
        .execute();
      await database.notify(trx, channel, JSON.stringify({ kind: "ended", turnId } satisfies Signal));
    });
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
      const [taken, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      waiting.set(turnId, { taken: taken.resolve, ended: ended.resolve });
      try {
        await database.withOrganization(organizationId, async (trx) => {
          await trx
            .insertInto("heldTurns")
            .values({ organizationId, id: turnId, callId, responses: storedJson(responses) })
            .execute();
          const signal: Signal = { kind: "resume", callId, turnId, organizationId };
          await database.notify(trx, channel, JSON.stringify(signal));
        });
        if (!(await isWithin(taken.promise, takenWithinMs))) return null;
        await isWithin(ended.promise, outcomeWithinMs);
        const row = await database.withOrganization(organizationId, (trx) =>
          trx
            .deleteFrom("heldTurns")
            .where("organizationId", "=", organizationId)
            .where("id", "=", turnId)
            .returning("outcome")
            .executeTakeFirst(),
        );
        return row?.outcome ?? null;
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
