import type { Call } from "@patchops/contract";

/** Calls that came in by themselves above those that were fetched, each once, newest first. */
export function mergeCalls(arrived: readonly Call[], fetched: readonly Call[]): readonly Call[] {
  if (arrived.length === 0) return fetched;
  const known = new Set(fetched.map((call) => call.id));
  const fresh = arrived.filter((call) => !known.has(call.id));
  if (fresh.length === 0) return fetched;
  const newest = fetched[0]?.at ?? "";
  const sorted = fresh.toSorted(newestFirst);
  // A slow call began before rows that are listed already: then the whole list is put in order.
  if ((sorted.at(-1)?.at ?? "") >= newest) return [...sorted, ...fetched];
  return [...sorted, ...fetched].toSorted(newestFirst);
}

function newestFirst(a: Call, b: Call): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
