import { type Call, clock, idSchema, type TailCallsInput, tailCallsInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { isoTime } from "./range.ts";
import type { CallsQuery } from "./reader/read-calls.ts";
import { shownCall } from "./shown-call.ts";

/** How often calls are looked for that no notification told of: one is lost when its connection breaks. */
const sweepMs = 5_000;
/** A call is stored a moment after it ended, so a sweep looks back this much further. */
const slackMs = 10_000;
/** The longest that a call may have run to be found by a sweep. */
const longestCallMs = 15 * 60_000;
const maxRows = 500;
const maxRemembered = 5_000;

/**
 * The organization's calls that end from now on, as they are stored, from any node, until the signal aborts. With
 * `lastEventId` (a call's id) it begins with those that ended after that call, the newest 500; some that ended shortly
 * before may be among them, which the reader tells by their ids.
 */
export async function* tailCalls(
  context: Context,
  rawInput: TailCallsInput,
  signal: AbortSignal,
): AsyncGenerator<{ id: string; call: Call }> {
  requireAccess(context, "activity.tail");
  const { lastEventId, ...filters } = tailCallsInput.parse(rawInput);
  const { organizationId } = context.actor;
  const startedMs = clock.nowMs();
  const lastEndMs = lastEventId === undefined ? null : await endOfCall(context, lastEventId);
  const floorMs = lastEndMs === null ? startedMs : lastEndMs - slackMs;
  const endedSince = (sinceMs: number) => {
    const fromMs = Math.max(floorMs, sinceMs - slackMs);
    return readOrganizationCalls(context, {
      filters: { ...filters, from: isoTime(fromMs - longestCallMs) },
      endedSince: isoTime(fromMs),
    });
  };

  let sinceMs = lastEndMs ?? startedMs;
  const seen = new Set<string>();
  if (lastEventId !== undefined) seen.add(lastEventId);

  let announced: string[] = [];
  let wake: () => void = () => undefined;
  const stop = await context.services.database.listen("calls", (payload) => {
    if (!payload.includes(organizationId)) return;
    announced.push(...(JSON.parse(payload) as { ids: string[] }).ids);
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    let isSweepDue = true;
    while (!signal.aborted) {
      const ids = announced.splice(0, maxRows);
      let calls: Call[];
      if (isSweepDue) {
        const nowMs = clock.nowMs();
        calls = await endedSince(sinceMs);
        sinceMs = nowMs;
        announced = [...ids, ...announced];
      } else calls = ids.length > 0 ? await readOrganizationCalls(context, { filters, ids }) : [];
      for (const call of calls) {
        if (seen.has(call.id)) continue;
        seen.add(call.id);
        yield { id: call.id, call: shownCall(context, call) };
      }
      for (const id of seen) {
        if (seen.size <= maxRemembered) break;
        seen.delete(id);
      }
      isSweepDue = false;
      if (announced.length > 0 || signal.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          isSweepDue = true;
          resolve();
        }, sweepMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    await stop();
  }
}

/** Oldest first; the newest when there are too many. */
async function readOrganizationCalls(
  context: Context,
  query: Omit<CallsQuery, "organizationId" | "limit">,
): Promise<Call[]> {
  const { organizationId } = context.actor;
  const calls = await context.services.usage.calls({ ...query, organizationId, limit: maxRows });
  return calls.reverse();
}

async function endOfCall(context: Context, id: string): Promise<number | null> {
  if (!idSchema.safeParse(id).success) return null;
  const [call] = await readOrganizationCalls(context, { filters: {}, ids: [id] });
  return call ? Date.parse(call.at) + (call.totalMs ?? 0) : null;
}
