import type { ActiveRun } from "../active-run.ts";

export interface Waiting {
  run: ActiveRun;
  /** Is to have a process of its own: it may have taken one down. */
  isExclusive: boolean;
}

/** Runs that wait for a process: a line for each organization, and the organizations take turns. */
export function createWaitingLine() {
  /** The organization whose turn is next stands first. */
  const lines = new Map<string, Waiting[]>();

  /** Without those that ended while they waited. */
  function lineOf(organizationId: string): readonly Waiting[] {
    const line = lines.get(organizationId);
    if (!line?.some(({ run }) => run.isOver())) return line ?? [];
    const left = line.filter(({ run }) => !run.isOver());
    if (left.length === 0) lines.delete(organizationId);
    else lines.set(organizationId, left);
    return left;
  }

  function enter(entry: Waiting, isFirst: boolean): void {
    const { organizationId } = entry.run.request;
    const line = lines.get(organizationId);
    if (!line) lines.set(organizationId, [entry]);
    else if (isFirst) line.unshift(entry);
    else line.push(entry);
  }

  function toEnd(organizationId: string): void {
    const line = lines.get(organizationId);
    lines.delete(organizationId);
    if (line && line.length > 0) lines.set(organizationId, line);
  }

  /** Takes its head, and puts it back when it finds no place. */
  function offerHead(organizationId: string, place: (entry: Waiting) => boolean): boolean {
    const [head, ...others] = lineOf(organizationId);
    if (!head) return false;
    lines.set(organizationId, others);
    const isPlaced = place(head);
    if (isPlaced) toEnd(organizationId);
    else enter(head, true);
    return isPlaced;
  }

  return {
    add: (entry: Waiting) => enter(entry, entry.isExclusive),
    /** Offers places in rounds, one for each organization, first to those that hold the fewest processes. */
    offer(place: (entry: Waiting) => boolean, heldBy: (organizationId: string) => number): void {
      let left = [...lines.keys()]
        .map((organizationId) => ({ organizationId, held: heldBy(organizationId) }))
        .sort((a, b) => a.held - b.held);
      while (left.length > 0) left = left.filter(({ organizationId }) => offerHead(organizationId, place));
    },
    toEnd,
    organizations: () => [...lines.keys()].filter((organizationId) => lineOf(organizationId).length > 0),
    countOf: (organizationId: string) => lineOf(organizationId).length,
    count: () => [...lines.keys()].reduce((sum, organizationId) => sum + lineOf(organizationId).length, 0),
    isEmpty: () => lines.size === 0,
    /** Everybody, who is then no longer in line. */
    clear(): Waiting[] {
      const all = [...lines.values()].flat();
      lines.clear();
      return all;
    },
  };
}
