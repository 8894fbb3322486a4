import type { ProviderIdentity } from "@patchops/auth";
import { AppError } from "@patchops/contract";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { insertIdentity } from "./insert-identity.ts";

/** Links a provider's account to the person of a login that stands. Throws `conflict`, `unauthenticated`. */
export async function linkIdentity(
  { services, address, requestId }: Visit,
  given: { provider: string; identity: ProviderIdentity; loginSessionId: string | null },
): Promise<void> {
  const { provider, identity, loginSessionId } = given;
  const { database } = services;
  const session = await database.transaction((trx) =>
    trx
      .selectFrom("loginSessions")
      .select(["userId", "organizationId"])
      .where("id", "=", loginSessionId ?? "")
      .executeTakeFirst(),
  );
  const organizationId = session?.organizationId;
  if (session === undefined || !organizationId) throw new AppError("unauthenticated", "Sign in first.");
  const { userId } = session;
  await database.withOrganization(organizationId, async (trx) => {
    await insertIdentity(trx, { userId, provider, identity });
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "account.link_login", targetKind: "user", targetId: userId, data: { provider } },
    );
  });
}
