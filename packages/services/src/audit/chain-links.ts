import { createHmac } from "node:crypto";
import type { Tables } from "@patchops/db";
import type { Selectable } from "kysely";
import { type AuditContent, entryContent } from "./entry-content.ts";

type Chain = Selectable<Tables["auditChains"]>;

/** What the head of a chain vouches for. */
export type ChainHead = Omit<Chain, "signature" | "verifiedAt" | "verifiedSequence" | "problem">;

/** HMAC-SHA256 over a list of texts, none of which can flow into the next; each purpose has signatures of its own. */
function sign(signingKey: string, purpose: string, parts: readonly (string | number | null)[]): string {
  return createHmac("sha256", signingKey)
    .update(JSON.stringify([purpose, ...parts]))
    .digest("base64url");
}

/** Says that this instance wrote the entry. */
export function signEntry(signingKey: string, entry: AuditContent): string {
  return sign(signingKey, "audit entry", [entryContent(entry)]);
}

/** The hash of an entry at its place. Keyed, so that whoever changes rows cannot make the chain anew over them. */
export function linkEntry(
  signingKey: string,
  previousHash: string,
  entry: AuditContent & { signature: string | null; sequence: number },
): string {
  const { sequence, signature } = entry;
  return sign(signingKey, "audit link", [previousHash, sequence, signature, entryContent(entry)]);
}

export function signHead(signingKey: string, head: ChainHead): string {
  const { organizationId, baseSequence, baseHash, sequence, hash, unsignedUntil, chainedAt } = head;
  return sign(signingKey, "audit head", [
    organizationId,
    baseSequence,
    baseHash,
    sequence,
    hash,
    unsignedUntil,
    chainedAt,
  ]);
}
