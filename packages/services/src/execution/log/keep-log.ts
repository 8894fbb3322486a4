import { setTimeout as wait } from "node:timers/promises";
import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sealValues } from "../../connection/index.ts";
import type { Services } from "../../context.ts";
import { isRunTaken, loseRun, type OwnedRun, requireOwnRun } from "../require-own-run.ts";
import type { RunHeader, StoredEntry } from "./stored-entry.ts";

/** Of one run, as JSON text: whole answers stand in it. */
const maxBytes = 32 * 1_024 ** 2;
const maxPartBytes = 1_024 ** 2;
const intervalMs = 100;
const maxIntervalMs = 5_000;
const retryMs = 250;

/** A run's log on its way to the database. */
export interface LogKeeper {
  add(entry: StoredEntry): void;
  /** Resolves when all that was added is stored. Rejects when the database is away, and when another node has the run. */
  flush(): Promise<void>;
  /** The same, but patient with a database that is away, until the run has ended here. Never rejects. */
  whenStored(): Promise<void>;
  /** Whether the run can be resumed by it. */
  isWhole(): boolean;
  /** Writes no more by itself. */
  stop(): void;
}

/**
 * Writes a run's log behind it, sealed, in parts: in the order in which it was added, so that what is stored is always its
 * beginning. `parts`: how many of them stand there already, from an earlier node.
 */
export function keepLog(
  services: Services,
  run: OwnedRun,
  begin: { header: RunHeader } | { parts: number; bytes: number },
): LogKeeper {
  const { organizationId, executionId } = run;
  let part = "parts" in begin ? begin.parts : 0;
  let bytes = "bytes" in begin ? begin.bytes : 0;
  let waiting: string[] =
    "header" in begin ? [JSON.stringify(["run", begin.header] satisfies StoredEntry)] : [];
  /** What is being written: where its end was not heard of, a further try finds it there. */
  let attempt: { id: string; lines: readonly string[] } | undefined;
  let isFull = false;
  let isStopped = false;
  let delayMs = intervalMs;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function add(entry: StoredEntry): void {
    if (isFull || isStopped) return;
    const text = JSON.stringify(entry);
    bytes += Buffer.byteLength(text);
    isFull = bytes > maxBytes;
    waiting.push(isFull ? '["full"]' : text);
    timer ??= setTimeout(writeBehind, delayMs).unref();
  }

  function writeBehind(): void {
    timer = undefined;
    flush().then(
      () => {
        delayMs = intervalMs;
      },
      (error: unknown) => {
        if (isRunTaken(error)) return;
        if (delayMs === intervalMs)
          services.log.warn({ error, executionId }, "a run's log waits to be stored");
        delayMs = Math.min(maxIntervalMs, delayMs * 2);
        if (!isStopped) timer ??= setTimeout(writeBehind, delayMs).unref();
      },
    );
  }

  function flush(): Promise<void> {
    writing = writing.catch(() => undefined).then(write);
    return writing;
  }

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      attempt ??= { id: newId(), lines: takeLines(waiting) };
      const { id, lines } = attempt;
      const row = { organizationId, id, executionId, part };
      const place = { organizationId, row: row.id, field: "execution_log" };
      await services.database.withOrganization(organizationId, async (trx) => {
        await requireOwnRun(services, trx, run);
        const [sealed = ""] = await sealValues(services, trx, [{ place, value: `[${lines.join()}]` }]);
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto("executionLog")
          .values({ ...row, sealed })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows === 0n && !(await isStored(trx, row))) throw loseRun(run);
      });
      attempt = undefined;
      part += 1;
      waiting = waiting.slice(lines.length);
    }
  }

  async function whenStored(): Promise<void> {
    while (!isStopped) {
      try {
        await flush();
        return;
      } catch (error) {
        if (isRunTaken(error)) return;
        // What writes behind tells of it.
        await wait(retryMs, undefined, { ref: false });
      }
    }
  }

  return {
    add,
    flush,
    whenStored,
    isWhole: () => !isFull,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Whether the part that stands there is this one, of whose storing nobody heard. */
async function isStored(
  trx: Transaction,
  row: { organizationId: string; id: string; executionId: string; part: number },
): Promise<boolean> {
  const known = await trx
    .selectFrom("executionLog")
    .select("id")
    .where("organizationId", "=", row.organizationId)
    .where("executionId", "=", row.executionId)
    .where("part", "=", row.part)
    .executeTakeFirst();
  return known?.id === row.id;
}

function takeLines(waiting: readonly string[]): string[] {
  let sizeBytes = 0;
  const end = waiting.findIndex((line) => {
    sizeBytes += line.length;
    return sizeBytes > maxPartBytes;
  });
  return waiting.slice(0, end < 0 ? waiting.length : Math.max(1, end));
}
