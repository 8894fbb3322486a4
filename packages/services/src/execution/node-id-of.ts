import { newId } from "@patchops/contract";
import type { LiveRuns } from "./live-run.ts";

const ids = new WeakMap<LiveRuns, string>();

/** What this node is known by where it says which workflows' runs it works on. A process that starts anew is another one. */
export function nodeIdOf({ liveRuns }: { liveRuns: LiveRuns }): string {
  const known = ids.get(liveRuns) ?? newId();
  ids.set(liveRuns, known);
  return known;
}
