import type { createWaitingLine, Waiting } from "./create-waiting-line.ts";
import type { Member } from "./member.ts";

/** A process serves its organization for that long before it goes to another one that waits without any. */
const turnMs = 1_000;

export interface PlacementLimits {
  maxChildren: number;
  runsPerChild: number;
  /** Processes that one organization may hold at once, so that others find room. */
  childrenPerOrganization: number;
}

/** Says which process serves whom, by the processes there are and the runs that wait. It changes none of them. */
export function createPlacement(
  { members, waiting }: { members: ReadonlySet<Member>; waiting: ReturnType<typeof createWaitingLine> },
  limits: PlacementLimits,
) {
  function held(organizationId: string | null): number {
    let count = 0;
    for (const member of members)
      if (member.organizationId === organizationId && !member.isKilled) count += 1;
    return count;
  }

  function roomOf(organizationId: string): number {
    return Math.max(0, limits.childrenPerOrganization - held(organizationId));
  }

  function isBefore(member: Member, other: Member | undefined): boolean {
    if (!other) return true;
    const more = held(member.organizationId) - held(other.organizationId);
    return more > 0 || (more === 0 && member.turnAt < other.turnAt);
  }

  return {
    /** How many processes an organization has. */
    held,
    /** Where a run can begin now. */
    find({ run, isExclusive }: Waiting): Member | undefined {
      let best: Member | undefined;
      let spare: Member | undefined;
      const mayGrow = roomOf(run.request.organizationId) > 0;
      for (const member of members) {
        if (!member.isReady || member.isRetired || member.unrested > 0) continue;
        if (member.organizationId === null) spare ??= member;
        if (member.organizationId !== run.request.organizationId || member.isExclusive) continue;
        if (member.runs.size >= (isExclusive ? 1 : limits.runsPerChild)) continue;
        if (!best || member.runs.size < best.runs.size) best = member;
      }
      // A process at rest first, then another one, then company.
      if (best && (best.runs.size === 0 || !mayGrow)) return best;
      return mayGrow ? (spare ?? best) : undefined;
    },
    /**
     * Where there is no room for another process and an organization waits without any: one of the processes of the one that has
     * held most, for longest.
     */
    toYield(): Member | undefined {
      if (members.size < limits.maxChildren) return undefined;
      const needy = waiting.organizations().filter((organizationId) => held(organizationId) === 0).length;
      let coming = 0;
      let longest: Member | undefined;
      for (const member of members) {
        const { organizationId } = member;
        if (organizationId === null || member.isRetired) coming += 1;
        else if (performance.now() - member.turnAt > turnMs && isBefore(member, longest)) longest = member;
      }
      return coming >= needy ? undefined : longest;
    },
    /** An idle process of another organization, when somebody waits for its place. */
    toEvict(): Member | undefined {
      if (waiting.isEmpty()) return undefined;
      for (const member of members) {
        if (member.organizationId === null || member.runs.size > 0 || member.isRetired) continue;
        if (waiting.countOf(member.organizationId) === 0) return member;
      }
      return undefined;
    },
    /** How many processes those who wait could use. */
    wanted(): number {
      let wanted = 0;
      for (const organizationId of waiting.organizations()) {
        wanted += Math.min(waiting.countOf(organizationId), roomOf(organizationId));
      }
      return wanted;
    },
  };
}
