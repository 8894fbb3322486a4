import { sql } from "kysely";

/** Of a ticket in which somebody wrote: verified as its person's where they were signed in; else what was known before holds no more. */
export function verifiedBy(isSignedIn: boolean) {
  return isSignedIn
    ? { verifiedAt: sql<string>`now()`, verifiedVia: "login" as const }
    : { verifiedAt: null, verifiedVia: null };
}
