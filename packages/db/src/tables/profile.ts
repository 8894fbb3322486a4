import type { Generated, Timestamp } from "./column.ts";

/** A named subset of the organization's tools with an address of its own. */
export interface ProfileTable {
  organizationId: string;
  id: string;
  /** Never changes: addresses and keys hold it. */
  slug: string;
  name: string;
  /** Shown at `/mcp`; one at most in an organization. */
  isDefault: Generated<boolean>;
  /** Every connection of the organization, those to come too. */
  hasAllConnections: Generated<boolean>;
  isCodeMode: Generated<boolean>;
  isToolSearch: Generated<boolean>;
  createdBy: string;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}

/** A connection that is in a profile with all its tools, those to come too. */
export interface ProfileConnectionTable {
  organizationId: string;
  profileId: string;
  connectionId: string;
}

/** What a profile says of a single tool. */
export interface ProfileToolTable {
  organizationId: string;
  profileId: string;
  toolId: string;
  /** null = as its connection. */
  isIncluded: boolean | null;
  /** null = the organization's name of it. */
  exposedName: string | null;
  /** null = the upstream's own. */
  description: string | null;
}
