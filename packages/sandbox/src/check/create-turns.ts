import { AppError } from "@patchops/contract";

interface Waiting {
  begin(): void;
  refuse(error: AppError): void;
}

export interface Turns {
  /**
   * Does a piece of work when its organization's turn comes: one of an organization at a time. Rejects with
   * `too_many_calls` where too much of it waits, and with `cancelled` when its caller goes away before it has begun.
   */
  take<Result>(organizationId: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /** Refuses what waits. */
  close(error: AppError): void;
}

/** Lets organizations take turns at something of which there is little. */
export function createTurns(limits: { atOnce: number; waitingOfOne: number; what: string }): Turns {
  /** The organization whose turn is next stands first. */
  const queues = new Map<string, Waiting[]>();
  const active = new Set<string>();

  function next(): void {
    for (const [organizationId, queue] of queues) {
      if (active.size >= limits.atOnce) return;
      if (active.has(organizationId)) continue;
      const first = queue.shift();
      // To the end of the line, behind those who wait.
      queues.delete(organizationId);
      if (queue.length > 0) queues.set(organizationId, queue);
      if (!first) continue;
      active.add(organizationId);
      first.begin();
    }
  }

  function wait(organizationId: string, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const queue = queues.get(organizationId) ?? [];
    if (queue.length >= limits.waitingOfOne) return Promise.reject(tooMany(queue.length, limits.what));
    const leave = () => {
      const left = queue.indexOf(waiting);
      if (left >= 0) queue.splice(left, 1);
      reject(new AppError("cancelled", "It was given up before its turn came."));
    };
    const waiting = {
      begin: () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      },
      refuse: reject,
    };
    if (signal?.aborted) leave();
    else {
      signal?.addEventListener("abort", leave, { once: true });
      queue.push(waiting);
      queues.set(organizationId, queue);
      next();
    }
    return promise;
  }

  return {
    async take(organizationId, work, signal) {
      await wait(organizationId, signal);
      try {
        return await work();
      } finally {
        active.delete(organizationId);
        next();
      }
    },
    close(error) {
      for (const queue of queues.values()) for (const { refuse } of queue) refuse(error);
      queues.clear();
    },
  };
}

function tooMany(count: number, what: string): AppError {
  return new AppError("too_many_calls", `${count} ${what} of the organization wait already.`, {
    sent: false,
    retryAfterSeconds: 2,
    next: "Try again in some seconds.",
  });
}
