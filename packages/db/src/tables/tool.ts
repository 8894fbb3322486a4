import type { ColumnType } from "kysely";
import type { Generated, Json, Timestamp } from "./column.ts";

/** The stored map from what clients see to what an upstream knows; a row outlives its tool, so that a name is never reused. */
export interface ToolTable {
  organizationId: string;
  id: string;
  connectionId: string;
  originalName: string;
  /** Unique in the organization; at most 64 characters less the client's own prefix. */
  exposedName: string;
  /** The identifier under `tools.<connection>`; unique in the connection. */
  codeName: string;
  /** The tool as the upstream sent it, unknown fields included. */
  definition: Json<Record<string, unknown>>;
  definitionHash: string;
  /** Made of names, title and description: `tsvector`. */
  search: ColumnType<string, never, never>;
  /** What its server says of it now, where that is not what was approved; its calls are refused meanwhile. */
  heldDefinition: Json<Record<string, unknown>> | null;
  heldHash: string | null;
  heldAt: Timestamp | null;
  /** Null = nobody has looked at it. */
  heldVerdict: "blocked" | null;
  isAvailable: Generated<boolean>;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}
