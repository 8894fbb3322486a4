import {
  scopes as allScopes,
  type CreateServiceAccountInput,
  createServiceAccountInput,
  newId,
  ordinaryScopes,
  roleScopes,
  type ServiceAccount,
} from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requirePlace } from "../require-place.ts";
import { requireScope } from "../require-scope.ts";
import { readServiceAccount } from "./list.ts";

/**
 * Makes a member that is no person, with a role and scopes of its own, for keys that outlive whoever made them. It logs in nowhere.
 * Throws `forbidden` or `insufficient_scope` for a scope that the asker lacks.
 */
export async function createServiceAccount(
  context: Context,
  rawInput: CreateServiceAccountInput,
): Promise<ServiceAccount> {
  requireAccess(context, "serviceAccount.create");
  const { name, role, scopes: asked } = createServiceAccountInput.parse(rawInput);
  const { services, actor } = context;
  const wanted = asked ?? ordinaryScopes.filter((scope) => actor.scopes.includes(scope));
  for (const scope of wanted) requireScope(context, scope);
  const scopes = allScopes.filter((scope) => wanted.includes(scope) && roleScopes[role].includes(scope));
  const { organizationId } = actor;
  const userId = newId();
  return services.database.withOrganization(organizationId, async (trx) => {
    await requirePlace(services, trx, { organizationId, of: "members" });
    await trx
      .insertInto("users")
      // An address by which nothing is ever reached (RFC 2606, section 2).
      .values({ id: userId, email: `${userId}@service.invalid`, name, isService: true })
      .execute();
    await trx.insertInto("members").values({ organizationId, userId, role }).execute();
    await trx
      .insertInto("serviceAccounts")
      .values({ organizationId, userId, name, scopes, createdBy: actor.userId })
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "service_account.create",
      targetKind: "service_account",
      targetId: userId,
      data: { name, role, scopes },
    });
    return readServiceAccount(trx, { organizationId, userId });
  });
}
