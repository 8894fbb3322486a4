import type { AuditProblem } from "@patchops/contract";
import type { SigningKey, Tables } from "@patchops/db";
import type { Selectable } from "kysely";
import { type ChainHead, linkEntry, signEntry, signerOf, signHead } from "./chain-links.ts";

export type AuditRow = Selectable<Tables["auditEntries"]>;
export type ChainRow = Selectable<Tables["auditChains"]>;

/** An entry's place as an earlier verification knew it. */
export interface KnownPlace {
  sequence: number;
  hash: string;
}

/** The row that says where a chain begins and ends was changed, or is gone. */
export const headProblem: AuditProblem = { kind: "head", sequence: null, entryId: null, at: null };

/** Whether PatchOps itself wrote down where this chain begins and ends, with a key that may still say so. */
export function isHeadGenuine(keys: readonly SigningKey[], { signature, ...head }: ChainRow): boolean {
  const key = signerOf(keys, signature);
  return key !== undefined && !key.isClosed && signHead(key, head) === signature;
}

/**
 * Walks a chain whose head is genuine. Give `take` its entries in the order of their places, `takeWaiting` those that have none
 * yet, and ask `end` at last. Each answers the first problem, or null: `changed`, the entry says something else than was
 * written; `foreign`, PatchOps did not write it; `missing`, the entry of this place is gone (named is the next that is there);
 * `moved`, it stood at another place, or another stood at this one.
 */
export function checkChain(keys: readonly SigningKey[], head: ChainHead, known?: KnownPlace) {
  let sequence = head.baseSequence;
  let hash = head.baseHash;

  const problem = (kind: AuditProblem["kind"], entry: AuditRow, place = entry.sequence): AuditProblem => ({
    kind,
    sequence: place,
    entryId: entry.id,
    at: entry.at,
  });
  const isSigned = (entry: AuditRow) => {
    const key = signerOf(keys, entry.signature);
    return key !== undefined && entry.signature === signEntry(key, entry);
  };
  const isKnown = (place: KnownPlace) => place.sequence !== known?.sequence || place.hash === known.hash;

  return {
    /** The last place that was found right. */
    get sequence() {
      return sequence;
    },
    get hash() {
      return hash;
    },
    take(entry: AuditRow): AuditProblem | null {
      const place = entry.sequence ?? 0;
      if (place > head.sequence || place <= sequence) return problem("foreign", entry);
      if (place > sequence + 1) return problem("missing", entry, sequence + 1);
      const isOld = entry.signature === null && place <= head.unsignedUntil;
      const linkKey = signerOf(keys, entry.hash);
      const link = linkKey && linkEntry(linkKey, hash, { ...entry, sequence: place });
      if (link === undefined || link !== entry.hash)
        return problem(isSigned(entry) ? "moved" : "changed", entry);
      if (!isOld && !isSigned(entry)) return problem("foreign", entry);
      if (!isKnown({ sequence: place, hash: link })) return problem("moved", entry);
      sequence = place;
      hash = link;
      return null;
    },
    takeWaiting(entry: AuditRow): AuditProblem | null {
      return isSigned(entry) ? null : problem("foreign", entry);
    },
    end(): AuditProblem | null {
      // The whole chain, its head included, may be an older one that was put back.
      const last = Math.max(head.sequence, known?.sequence ?? 0);
      if (sequence < last) return { ...headProblem, kind: "missing", sequence: sequence + 1 };
      return hash === head.hash ? null : headProblem;
    },
  };
}
