import { createHmac } from "node:crypto";
import type { SigningKey, Tables } from "@patchops/db";
import type { Selectable } from "kysely";
import { type AuditContent, entryContent } from "./entry-content.ts";

type Chain = Selectable<Tables["auditChains"]>;

/** What the head of a chain vouches for. */
export type ChainHead = Omit<Chain, "signature" | "verifiedAt" | "verifiedSequence" | "problem">;

/**
 * HMAC-SHA256 over a list of texts, none of which can flow into the next; each purpose has signatures of its own. The key's id
 * stands before it, but for the instance's first key: what that one signed is as old as the log itself.
 */
function sign(
  { id, secret }: SigningKey,
  purpose: string,
  parts: readonly (string | number | null)[],
): string {
  const mac = createHmac("sha256", secret)
    .update(JSON.stringify([purpose, ...parts]))
    .digest("base64url");
  return id === "" ? mac : `${id}.${mac}`;
}

/** The key that signed a text, by its id; undefined when it is none of the instance's. */
export function signerOf(keys: readonly SigningKey[], signature: string | null): SigningKey | undefined {
  if (signature === null) return undefined;
  const end = signature.indexOf(".");
  const id = end < 0 ? "" : signature.slice(0, end);
  return keys.find((key) => key.id === id);
}

/** Says that this instance wrote the entry. */
export function signEntry(signingKey: SigningKey, entry: AuditContent): string {
  return sign(signingKey, "audit entry", [entryContent(entry)]);
}

/** The hash of an entry at its place. Keyed, so that whoever changes rows cannot make the chain anew over them. */
export function linkEntry(
  signingKey: SigningKey,
  previousHash: string,
  entry: AuditContent & { signature: string | null; sequence: number },
): string {
  const { sequence, signature } = entry;
  return sign(signingKey, "audit link", [previousHash, sequence, signature, entryContent(entry)]);
}

export function signHead(signingKey: SigningKey, head: ChainHead): string {
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
