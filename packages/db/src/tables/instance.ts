import type { Generated, Json, Timestamp } from "./column.ts";

/** A private host and port that the instance admin lets upstream calls reach. No organization table. */
export interface AllowedUpstreamTable {
  host: string;
  port: number;
  reason: string | null;
  /** null = the operator, at the server's own host. */
  createdBy: string | null;
  createdAt: Generated<Timestamp>;
}

/** A page's filters under a name. */
export interface SavedViewTable {
  organizationId: string;
  id: string;
  userId: string;
  page: string;
  name: string;
  /** The page's query string. */
  search: string;
  createdAt: Generated<Timestamp>;
}

/** Facts about the instance itself (key fingerprints, first owner). No organization table. */
export interface InstanceFactTable {
  key: string;
  value: Json;
  updatedAt: Generated<Timestamp>;
}
