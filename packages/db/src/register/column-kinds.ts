/**
 * What a column is about. `organization`: what an organization made or was told; `technical`: ids, moments, counters and states;
 * `personal`: a person; `secret`: what lets in, or would tell what does (sealed and hashed texts), and `derived`: what is made of
 * other columns, both in no export.
 */
export type ColumnKind =
  | "organization"
  | "technical"
  | "derived"
  | { kind: "personal"; why: string; isPersonId?: true }
  | { kind: "secret"; why: string };

export const personal = (why: string) => ({ kind: "personal", why }) as const;
/** The id of a person's account. */
export const person = (why: string) => ({ kind: "personal", why, isPersonId: true }) as const;
export const secret = (why: string) => ({ kind: "secret", why }) as const;

export const whose = person("Whose it is.");
export const maker = person("Who made it.");
export const address = personal("From where, so that a stranger's use shows.");
export const agent = personal("By which program, so that a stranger's use shows.");

/** What most rows have: their id, and when they came. */
export const row = { id: "technical", createdAt: "technical" } as const;
/** The same of those that belong to an organization. */
export const organizationRow = { organizationId: "technical", ...row } as const;
