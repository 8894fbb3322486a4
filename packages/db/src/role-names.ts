import { createHash } from "node:crypto";

export interface RoleNames {
  app: string;
  system: string;
}

/** What is left of a role's name (63 bytes) for the database's. */
const maxLength = 40;

/**
 * The two roles of a database. Roles belong to the whole server, so the database's name is in theirs: two instances on one
 * server have nothing in common. A name that is long or unusual is shortened and made unique by its hash.
 */
export function roleNames(databaseName: string): RoleNames {
  const plain = databaseName.toLowerCase().replace(/[^a-z0-9_]/g, "_");
  const isWhole = plain === databaseName && plain.length <= maxLength;
  const hash = createHash("sha256").update(databaseName).digest("hex").slice(0, 8);
  const suffix = isWhole ? plain : `${plain.slice(0, maxLength - hash.length - 1)}_${hash}`;
  return { app: `patchops_app_${suffix}`, system: `patchops_system_${suffix}` };
}
