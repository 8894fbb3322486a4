import type { Generated, Json, Timestamp } from "./column.ts";

/** What an upstream offers besides tools. A row outlives what it names, so that an exposed name is never given to another. */
export interface OfferTable {
  organizationId: string;
  id: string;
  connectionId: string;
  kind: "prompt" | "resource" | "template";
  /** The prompt's name, the resource's URI or the template's URI template, as the upstream knows it. */
  original: string;
  /** The same as clients of all connections see it; unique in the organization for its kind. */
  exposed: string;
  /** The definition as the upstream sent it, unknown fields included. */
  definition: Json<Record<string, unknown>>;
  isAvailable: Generated<boolean>;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}
