import type { ConnectionSnapshot } from "../snapshot.ts";
import type { LoginPlace } from "./logins.ts";

/** The login that serves a person's calls of a connection: their own, or the one that is shared. */
export function loginPlace(
  organizationId: string,
  connection: Pick<ConnectionSnapshot, "id" | "accounts">,
  userId: string,
): LoginPlace {
  return {
    organizationId,
    connectionId: connection.id,
    userId: connection.accounts === "shared" ? null : userId,
  };
}
