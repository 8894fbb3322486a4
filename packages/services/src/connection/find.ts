import { AppError } from "@patchops/contract";
import type { ConnectionSnapshot, OrganizationSnapshot } from "./snapshot.ts";

/** A connection by id, slug or identifier form. Throws `not_found`, alike for unknown and foreign ones. */
export function findConnection(snapshot: OrganizationSnapshot, ref: string): ConnectionSnapshot {
  const found = lookUpConnection(snapshot, ref);
  if (found) return found;
  throw unknownConnection();
}

/** Like `findConnection`, for who has words of their own where there is none. */
export function lookUpConnection(
  snapshot: OrganizationSnapshot,
  ref: string,
): ConnectionSnapshot | undefined {
  return (
    snapshot.connectionsBySlug.get(ref) ??
    snapshot.connectionsById.get(ref) ??
    snapshot.connectionsByCodeName.get(ref)
  );
}

export function unknownConnection(): AppError {
  return new AppError("not_found", "There is no such connection.", {
    next: "List them with: patchops connections list",
  });
}
