import {
  AppError,
  newId,
  type SetSingleSignOnInput,
  type SingleSignOn,
  setSingleSignOnInput,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import { sealValue } from "../connection/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireProof } from "../session/index.ts";
import { domainRecord } from "./domains.ts";

export const clientSecretField = "client_secret";

/** Where an organization's provider sends browsers back to; the same for all. */
export function singleSignOnRedirect({ settings }: Pick<Services, "settings">): string {
  return `${settings.publicUrl}/oauth/login/sso`;
}

/** The organization's OpenID provider and domains; never the client secret. */
export async function getSingleSignOn(context: Context): Promise<SingleSignOn> {
  requireAccess(context, "singleSignOn.get");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, (trx) => readSingleSignOn(context, trx));
}

export async function readSingleSignOn(
  { services, actor }: Context,
  trx: Transaction,
): Promise<SingleSignOn> {
  const { organizationId } = actor;
  const provider = await trx
    .selectFrom("singleSignOn")
    .select(["issuer", "clientId", "defaultRole", "isEnforced", "updatedAt"])
    .where("organizationId", "=", organizationId)
    .executeTakeFirst();
  const domains = await trx
    .selectFrom("organizationDomains")
    .select(["domain", "challenge", "verifiedAt", "verifiedBy", "proofMissedAt"])
    .where("organizationId", "=", organizationId)
    .orderBy("domain")
    .execute();
  return {
    redirectUrl: singleSignOnRedirect(services),
    provider: provider ?? null,
    domains: domains.map(({ domain, challenge, ...row }) => ({
      domain,
      record: domainRecord(domain, challenge),
      ...row,
    })),
  };
}

/**
 * Sets the organization's provider, which is asked for its metadata at once, and whether members enter by it alone. Owners; another
 * provider or client than before by a login alone. Throws `step_up_required`,
 * `invalid_input` for a provider that does not answer as one, and `conflict` where it is to be enforced before a domain is verified.
 */
export async function setSingleSignOn(
  context: Context,
  rawInput: SetSingleSignOnInput,
): Promise<SingleSignOn> {
  requireAccess(context, "singleSignOn.set");
  const { issuer, clientId, clientSecret, defaultRole, isEnforced } = setSingleSignOnInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const isSame = (provider: { issuer: string; clientId: string } | null | undefined) =>
    provider?.issuer === issuer && provider.clientId === clientId;
  const isOther = !isSame((await getSingleSignOn(context)).provider);
  if (isOther) {
    requireAccess(context, "singleSignOn.setProvider");
    await requireProof(context, "singleSignOn.setProvider");
  }
  const redirectUri = singleSignOnRedirect(services);
  const secrets = { state: "trial", verifier: "x".repeat(43), nonce: "trial" };
  try {
    await services.singleSignOn
      .open({ issuer, clientId, clientSecret: clientSecret ?? "", redirectUri })
      .start(secrets);
  } catch (cause) {
    throw new AppError("invalid_input", "No OpenID provider answers at that issuer.", {
      next: "Look for its discovery document: the issuer and /.well-known/openid-configuration.",
      details: { field: "issuer" },
      cause,
    });
  }
  return services.database.withOrganization(organizationId, async (trx) => {
    const before = await trx
      .selectFrom("singleSignOn")
      .select(["id", "issuer", "clientId", "sealed", "defaultRole", "isEnforced"])
      .where("organizationId", "=", organizationId)
      .forUpdate()
      .executeTakeFirst();
    if (!isOther && !isSame(before)) {
      throw new AppError("conflict", "Somebody else changed the provider just now.", {
        next: "Look at it again.",
      });
    }
    if (clientSecret === undefined && (before === undefined || before.issuer !== issuer)) {
      throw new AppError("invalid_input", "Paste the client secret as well: this is another provider.", {
        details: { field: "clientSecret" },
      });
    }
    const { domains } = await readSingleSignOn(context, trx);
    if (isEnforced && !domains.some(({ verifiedAt }) => verifiedAt !== null)) {
      throw new AppError("conflict", "Without a verified domain nobody could enter by it.", {
        next: "Verify a domain first.",
      });
    }
    const id = before?.id ?? newId();
    const sealed =
      clientSecret === undefined
        ? (before?.sealed ?? "")
        : await sealValue(services, trx, {
            place: { organizationId, row: id, field: clientSecretField },
            value: clientSecret,
          });
    const values = { issuer, clientId, sealed, defaultRole, isEnforced, updatedAt: new Date().toISOString() };
    await trx
      .insertInto("singleSignOn")
      .values({ organizationId, id, ...values })
      .onConflict((conflict) => conflict.columns(["organizationId"]).doUpdateSet(values))
      .execute();
    // The ids by which a provider names people may be of one client alone.
    if (isOther) await forgetPeople(trx, organizationId);
    await recordAudit(trx, auditActor(context), {
      action: "single_sign_on.set",
      targetKind: "organization",
      targetId: organizationId,
      data: { hasNewSecret: clientSecret !== undefined },
      ...(before === undefined
        ? {}
        : {
            before: {
              issuer: before.issuer,
              clientId: before.clientId,
              defaultRole: before.defaultRole,
              isEnforced: before.isEnforced,
            },
          }),
      after: { issuer, clientId, defaultRole, isEnforced },
    });
    return readSingleSignOn(context, trx);
  });
}

/** Takes the provider away; people enter by their other logins again. Owners. Throws `not_found`. */
export async function removeSingleSignOn(context: Context): Promise<SingleSignOn> {
  requireAccess(context, "singleSignOn.remove");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const removed = await trx
      .deleteFrom("singleSignOn")
      .where("organizationId", "=", organizationId)
      .returning("issuer")
      .executeTakeFirst();
    if (removed === undefined) throw new AppError("not_found", "There is no single sign-on here.");
    await forgetPeople(trx, organizationId);
    await recordAudit(trx, auditActor(context), {
      action: "single_sign_on.remove",
      targetKind: "organization",
      targetId: organizationId,
      data: removed,
    });
    return readSingleSignOn(context, trx);
  });
}

/** Whom the provider knew by which id: with another one they are found by their addresses anew. */
async function forgetPeople(trx: Transaction, organizationId: string): Promise<void> {
  await trx.deleteFrom("singleSignOnPeople").where("organizationId", "=", organizationId).execute();
}
