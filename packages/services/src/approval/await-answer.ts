import type { Context } from "../context.ts";
import { approvalChannel } from "./channel.ts";
import { takeAnswer } from "./take-answer.ts";

/** A notification may be lost. */
const pollMs = 2_000;

/**
 * Waits until somebody has answered, on whichever node, and takes the answer for this call; null when the signal says that it
 * waits no longer. `onTaking` is told before it looks, and false when there was none: an answer that is taken counts for nobody else.
 */
export async function awaitAnswer(
  { services, actor }: Context,
  id: string,
  signal: AbortSignal,
  onTaking: ((isTaking: boolean) => void) | undefined,
): Promise<"approved" | "denied" | null> {
  const { organizationId } = actor;
  const { database } = services;
  let wake: () => void = () => undefined;
  let isTold = true;
  const stop = await database.listen(approvalChannel, (payload) => {
    if (payload !== `${organizationId} ${id}`) return;
    isTold = true;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      isTold = false;
      onTaking?.(true);
      // A database that is away says nothing; the call waits on.
      const answer = await database
        .withOrganization(organizationId, (trx) => takeAnswer(trx, { organizationId, id }))
        .catch(() => null);
      if (answer !== null) return answer;
      onTaking?.(false);
      if (isTold || signal.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return null;
  } finally {
    signal.removeEventListener("abort", onAbort);
    await stop();
  }
}
