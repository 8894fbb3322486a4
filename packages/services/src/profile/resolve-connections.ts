import type { CreateProfileInput } from "@patchops/contract";
import { findConnection, type OrganizationSnapshot } from "../connection/index.ts";

/** The connections of an input by their ids, or all. Throws `not_found`. */
export function resolveConnections(
  snapshot: OrganizationSnapshot,
  given: NonNullable<CreateProfileInput["connections"]>,
): { hasAllConnections: boolean; connectionIds: string[] } {
  if (given === "all") return { hasAllConnections: true, connectionIds: [] };
  const ids = given.map((ref) => findConnection(snapshot, ref).id);
  return { hasAllConnections: false, connectionIds: [...new Set(ids)] };
}
