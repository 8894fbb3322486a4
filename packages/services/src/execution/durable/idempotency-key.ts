import { createHash } from "node:crypto";
import type { StoredEntry } from "../log/stored-entry.ts";

/**
 * What a workflow's call is known by at its upstream, in `_meta`: the same whenever the same call is sent again, by whichever node,
 * and in a later attempt that goes on from this run's log.
 */
export const idempotencyKey = {
  name: "patchops/idempotency-key",
  of(executionId: string, earlier: readonly StoredEntry[], sequence: number): string {
    // Of calls that an earlier run had made before this one went on from there.
    const from = earlier.find((entry) => entry[0] === "from" && entry[2] >= sequence);
    const owner = from?.[0] === "from" ? from[1] : executionId;
    return createHash("sha256").update(`${owner} ${sequence}`).digest("base64url");
  },
};
