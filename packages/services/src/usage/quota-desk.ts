import { AppError } from "@patchops/contract";
import type { Database } from "@patchops/db";
import type { Log } from "../context.ts";
import { type Allowance, chargeUnits, returnUnits } from "./system/charge-units.ts";

interface Desk {
  waiting: { limit: number; answer: (isGranted: boolean) => void; fail: (error: unknown) => void }[];
  isAsking: boolean;
}

/** Gets units of monthly limits from the database: callers that come at once are asked for together. */
export interface QuotaDesk {
  /** Whether a unit was charged. Rejects with `unavailable` when the database is away. */
  take(allowance: Allowance, limit: number): Promise<boolean>;
  giveBack(allowance: Allowance): void;
}

export function createQuotaDesk({ database, log }: { database: Database; log: Log }): QuotaDesk {
  const desks = new Map<string, Desk>();
  const keyOf = ({ organizationId, period, meter }: Allowance) => `${organizationId} ${period} ${meter}`;

  async function ask(allowance: Allowance, desk: Desk): Promise<void> {
    desk.isAsking = true;
    while (desk.waiting.length > 0) {
      const batch = desk.waiting.splice(0);
      const limit = Math.min(...batch.map((waiter) => waiter.limit));
      try {
        const granted = await chargeUnits(database, allowance, { wanted: batch.length, limit });
        for (const [place, waiter] of batch.entries()) waiter.answer(place < granted);
      } catch (cause) {
        log.warn({ error: cause }, "a monthly limit could not be checked");
        const message = "The monthly limit cannot be checked: the database does not answer.";
        const error = new AppError("unavailable", message, { sent: false, retryAfterSeconds: 2, cause });
        for (const waiter of batch) waiter.fail(error);
      }
    }
    desks.delete(keyOf(allowance));
  }

  return {
    take(allowance, limit) {
      const key = keyOf(allowance);
      const desk = desks.get(key) ?? { waiting: [], isAsking: false };
      desks.set(key, desk);
      return new Promise((answer, fail) => {
        desk.waiting.push({ limit, answer, fail });
        if (!desk.isAsking) void ask(allowance, desk);
      });
    },
    giveBack(allowance) {
      returnUnits(database, allowance, 1).catch((error: unknown) => {
        log.warn({ error, ...allowance }, "an unused unit stays charged");
      });
    },
  };
}
