import { AppError, newId } from "@patchops/contract";
import type { Database } from "@patchops/db";
import type { Log } from "../context.ts";
import type { Allowance } from "./allowance.ts";
import { NodeLease } from "./node-lease.ts";
import { grantLease, type LeaseAnswer } from "./system/grant-lease.ts";
import { type EndedLease, leftLeases, settleLeases, settleLeftLeases } from "./system/settle-leases.ts";

interface Desk {
  allowance: Allowance;
  /** The lease that is asked for. */
  asked: NodeLease | null;
  lease: NodeLease | null;
  waiting: Waiter[];
  isAsking: boolean;
  /** Whether calls may wait to be stored that were let in uncharged: before this limit, or past it. */
  isBehind: boolean;
}

interface Waiter {
  answer: (lease: NodeLease | Refusal) => void;
  fail: (error: unknown) => void;
}

/** Which limit has nothing left. */
interface Refusal {
  exhausted: string;
}

/** Spends this node's leases on monthly limits, and gets new ones: callers that come at once are asked for together. */
export interface QuotaDesk {
  /** A lease with a unit of it taken, from memory; null where the database has to be asked. */
  takeNow(allowance: Allowance): NodeLease | null;
  /** Asks the database. Rejects with `unavailable` when it is away. */
  take(allowance: Allowance): Promise<NodeLease | Refusal>;
  /** Settles all that is decided. What cannot be is left to the next process with this node's id. */
  close(): Promise<void>;
}

export interface QuotaDeskOptions {
  database: Database;
  log: Log;
  nodeId: string;
  /** Stores every call that has ended. */
  drain(): Promise<void>;
  /** Whether every call that spent the lease is stored. */
  isStored(leaseId: string): boolean;
  /** How long a lease lives. */
  ttlMs?: number;
}

const sweepEveryMs = 1_000;

export function createQuotaDesk(options: QuotaDeskOptions): QuotaDesk {
  const { database, log, nodeId, drain, isStored, ttlMs = 60_000 } = options;
  /** By organization, month and limits: those that were used lately. */
  const desks = new Map<string, Desk>();
  /** Leases that give no more units, and are not settled. */
  let ended: NodeLease[] = [];
  let hasLeft = true;
  let settling: Promise<void> | undefined;
  let sweeping: NodeJS.Timeout | undefined;

  function deskOf(allowance: Allowance): Desk {
    const key = keyOf(allowance);
    let desk = desks.get(key);
    if (desk === undefined) {
      desk = { allowance, asked: null, lease: null, waiting: [], isAsking: false, isBehind: true };
      desks.set(key, desk);
    }
    return desk;
  }

  function retire(desk: Desk): void {
    if (desk.lease === null) return;
    desk.lease.end();
    ended.push(desk.lease);
    desk.lease = null;
    schedule();
  }

  async function ask(desk: Desk): Promise<void> {
    desk.isAsking = true;
    while (desk.waiting.length > 0) {
      const batch = desk.waiting.splice(0);
      try {
        await serve(desk, batch);
      } catch (cause) {
        desk.isBehind = true;
        log.warn({ error: cause }, "a monthly limit could not be checked");
        const message = "The monthly limit cannot be checked: the database does not answer.";
        const error = new AppError("unavailable", message, { sent: false, retryAfterSeconds: 2, cause });
        for (const waiter of batch) waiter.fail(error);
      }
    }
    desk.isAsking = false;
  }

  /** Answers those who wait, in their order: from what is left of the lease, then from a new one. */
  async function serve(desk: Desk, batch: readonly Waiter[]): Promise<void> {
    let served = 0;
    const serveFromLease = () => {
      for (; served < batch.length && desk.lease?.take(); served += 1) batch[served]?.answer(desk.lease);
    };
    serveFromLease();
    if (served === batch.length) return;
    retire(desk);
    if (desk.isBehind) {
      desk.isBehind = false;
      await drain();
    }
    // Its life is counted from before it was asked for: it ends here before it does there.
    const expiresAtMs = performance.now() + ttlMs;
    const lease = new NodeLease({ organizationId: desk.allowance.organizationId, id: newId(), expiresAtMs });
    const { units, tightest } = await grant(desk, lease, batch.length - served);
    if (units > 0) {
      lease.fill(units);
      desk.lease = lease;
      schedule();
      serveFromLease();
    }
    if (served === batch.length) return;
    if (units === 0 && canReturnUnits(desk)) {
      // What we hold of the last units ourselves must not be missed.
      await settle();
      await serve(desk, batch.slice(served));
      return;
    }
    for (; served < batch.length; served += 1) batch[served]?.answer({ exhausted: tightest });
  }

  function canReturnUnits({ allowance }: Desk): boolean {
    return ended.some((lease) => lease.organizationId === allowance.organizationId && lease.hasRest());
  }

  async function grant(desk: Desk, lease: NodeLease, wanted: number): Promise<LeaseAnswer> {
    desk.asked = lease;
    try {
      return await grantLease(database, desk.allowance, { id: lease.id, nodeId, wanted, ttlMs });
    } catch (error) {
      ended.push(lease);
      schedule();
      throw error;
    } finally {
      desk.asked = null;
    }
  }

  function schedule(): void {
    sweeping ??= setTimeout(sweep, sweepEveryMs).unref();
  }

  function sweep(): void {
    sweeping = undefined;
    for (const [key, desk] of desks) {
      if (desk.lease?.isLive() === false) retire(desk);
      if (desk.lease === null && !desk.isAsking) desks.delete(key);
    }
    settle().catch((error: unknown) => log.debug({ error }, "leases could not be settled"));
    if (hasLeft || ended.length > 0 || desks.size > 0) schedule();
  }

  /** Settles the leases of an earlier process once its calls are stored, and of ours what is decided. */
  function settle(): Promise<void> {
    settling ??= settleNow().finally(() => {
      settling = undefined;
    });
    return settling;
  }

  async function settleNow(): Promise<void> {
    if (!hasLeft && ended.length === 0) return;
    if (hasLeft) {
      await drain();
      await settleLeft();
    }
    const settlements = new Map<NodeLease, EndedLease>();
    for (const lease of ended) {
      const settlement = lease.settlement({ isStored: isStored(lease.id) });
      if (settlement !== null) settlements.set(lease, settlement);
    }
    if (settlements.size === 0) return;
    await settleLeases(database, nodeId, [...settlements.values()]);
    for (const [lease, settlement] of settlements) lease.settled(settlement);
    ended = ended.filter((lease) => settlements.get(lease)?.isDone !== true);
  }

  async function settleLeft(): Promise<void> {
    const ids = await leftLeases(database, nodeId);
    // One of ours is known here before it is there.
    const own = new Set([...desks.values()].flatMap(({ lease, asked }) => [lease?.id, asked?.id]));
    for (const { id } of ended) own.add(id);
    const left = ids.filter((id) => !own.has(id));
    if (left.length > 0) await settleLeftLeases(database, nodeId, left);
    hasLeft = false;
  }

  schedule();
  return {
    takeNow(allowance) {
      const desk = desks.get(keyOf(allowance));
      if (desk === undefined) return null;
      if (!hasSameLimits(desk.allowance, allowance)) {
        // What a larger plan or cap let it take is not spent under a smaller one.
        retire(desk);
        desk.allowance = allowance;
        desk.isBehind = true;
      }
      return desk.lease?.take() ? desk.lease : null;
    },
    take(allowance) {
      const desk = deskOf(allowance);
      desk.allowance = allowance;
      return new Promise((answer, fail) => {
        desk.waiting.push({ answer, fail });
        if (!desk.isAsking) void ask(desk);
      });
    },
    async close() {
      for (const desk of desks.values()) retire(desk);
      await settling?.catch(() => undefined);
      await settle();
      clearTimeout(sweeping);
    },
  };
}

function hasSameLimits({ limits: some }: Allowance, { limits: others }: Allowance): boolean {
  return some.every(({ limit }, place) => limit === others[place]?.limit);
}

function keyOf({ organizationId, period, limits }: Allowance): string {
  let key = `${organizationId} ${period}`;
  for (const { meter } of limits) key += ` ${meter}`;
  return key;
}
