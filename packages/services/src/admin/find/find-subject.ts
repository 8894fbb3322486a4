import { idSchema } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { parseApiKeyPrefix } from "@patchops/vault";
import { findById } from "./system/find-by-id.ts";

/** Whom a search means by more than a part of a name. */
export interface FoundSubject {
  userId: string | null;
  organizationId: string | null;
}

/**
 * Whom an id means (of an account, an organization, a key, a call, a run or a request), or a key by its whole text or its prefix; null
 * where the text is no such thing. A key's secret part is not looked at.
 */
export async function findSubject(database: Database, text: string): Promise<FoundSubject | null> {
  const searched = text.trim();
  const key = parseApiKeyPrefix(searched);
  if (key !== null) return findById(database, key.id);
  const id = idSchema.safeParse(searched);
  return id.success ? findById(database, id.data) : null;
}
