import { setTimeout as wait } from "node:timers/promises";
import { type ExecutionEvent, isExecutionFinished } from "@patchops/contract";
import { type Context, executionEvents, type Forwarding, getExecution } from "@patchops/services";
import type { MethodRequest } from "../perform.ts";
import { createRunAsker } from "./create-run-asker.ts";
import { createRunTeller } from "./create-run-teller.ts";

export interface FollowedRun {
  executionId: string;
  /** Its log from that moment on (ISO 8601) is told; all of it where that is empty. */
  since: string;
  request: MethodRequest;
  forwarding: Forwarding;
  /** How long a run may wait for somebody whom this client cannot ask. */
  patienceMs: number;
}

/** A run that nobody follows is looked after that often when its events have ended before it has. */
const lookMs = 250;

/**
 * Follows a run, on whichever node it is: tells the client its logs and progress, and asks its person what the run waits for. Resolves
 * when it has ended, when it waits for somebody who is not asked here, and when the client has gone.
 */
export async function followRun(context: Context, run: FollowedRun): Promise<void> {
  const { executionId, since, request, forwarding, patienceMs } = run;
  const leaving = new AbortController();
  const over = AbortSignal.any([forwarding.signal, leaving.signal]);
  const { onProgress } = forwarding;
  const teller = createRunTeller({ executionId, since, link: request.link, onProgress });
  const asker = createRunAsker(context, {
    link: request.link,
    forwarding,
    patienceMs,
    leave: () => leaving.abort(),
  });
  const { name } = request.params;
  request.onStarted?.({ name, arguments: { resume: executionId } });
  let after = 0;
  try {
    while (!over.aborted) {
      for await (const event of executionEvents(context, { executionId, after }, over)) {
        after = event.sequence;
        teller.tell(event);
        asker.hear(event);
        if (hasEnded(event)) return;
      }
      if (over.aborted) return;
      // A run that is interrupted from outside says so in its row alone; one that rests goes on elsewhere.
      if (isExecutionFinished((await getExecution(context, { executionId })).status)) return;
      await wait(lookMs, undefined, { signal: over }).catch(() => undefined);
    }
  } finally {
    asker.close();
  }
}

function hasEnded(event: ExecutionEvent): boolean {
  return event.type === "state" && isExecutionFinished(event.status);
}
