import type { Services } from "../../../context.ts";

/** Whose sign-in a state belongs to: the provider's answer names no organization. */
export function findSignIn(
  services: Services,
  stateHash: string,
): Promise<{ organizationId: string; id: string } | undefined> {
  return services.database.system
    .selectFrom("connectionSignIns")
    .select(["organizationId", "id"])
    .where("stateHash", "=", stateHash)
    .executeTakeFirst();
}
