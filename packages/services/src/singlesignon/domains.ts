import { AppError, type DomainInput, type SingleSignOn } from "@patchops/contract";
import { createToken } from "@patchops/vault";
import { sql } from "kysely";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readSingleSignOn } from "./settings.ts";
import { findDomainOwner } from "./system/find-domain-owner.ts";

const maxDomains = 50;

/** What has to stand in a domain's TXT records. */
export function domainRecord(domain: string, challenge: string): { name: string; value: string } {
  return { name: `_patchops.${domain}`, value: `patchops-domain=${challenge}` };
}

/** Names a mail domain as the organization's; it counts once it is verified. Owners. Throws `conflict` for too many. */
export async function addDomain(context: Context, { domain }: DomainInput): Promise<SingleSignOn> {
  requireAccess(context, "singleSignOn.addDomain");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const { domains } = await readSingleSignOn(context, trx);
    if (domains.length >= maxDomains) {
      throw new AppError("conflict", `An organization has at most ${maxDomains} domains.`);
    }
    await trx
      .insertInto("organizationDomains")
      .values({
        organizationId,
        domain,
        challenge: createToken(16),
        verifiedAt: null,
        verifiedBy: null,
        proofSeenAt: null,
        proofMissedAt: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "single_sign_on.add_domain",
      targetKind: "domain",
      targetId: domain,
    });
    return readSingleSignOn(context, trx);
  });
}

/**
 * Looks for the record in the domain's TXT records; an instance admin's word does as well. A domain is one organization's. Owners.
 * Throws `not_found`, `conflict`, `unavailable`.
 */
export async function verifyDomain(context: Context, { domain }: DomainInput): Promise<SingleSignOn> {
  requireAccess(context, "singleSignOn.verifyDomain");
  const { services, actor } = context;
  const { organizationId } = actor;
  const known = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("organizationDomains")
      .select("challenge")
      .where("organizationId", "=", organizationId)
      .where("domain", "=", domain)
      .executeTakeFirst(),
  );
  if (known === undefined) throw new AppError("not_found", "That domain is none of this organization.");
  // Whoever operates the instance vouches by a login, no key of theirs does.
  const isVouched = actor.isInstanceAdmin && actor.kind === "user";
  if (!isVouched) {
    const { name, value } = domainRecord(domain, known.challenge);
    const found: readonly string[] = await services.singleSignOn.resolveTxt(name).catch(() => []);
    if (!found.includes(value)) {
      throw new AppError("conflict", `There is no TXT record ${name} with that value yet.`, {
        next: `Set it to ${value}, and try again: it may take some minutes to be seen.`,
      });
    }
  }
  return services.database.withOrganization(organizationId, async (trx) => {
    // One verification of a domain at a time, of whichever organization.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`domain ${domain}`}, 0))`.execute(trx);
    const owner = await findDomainOwner(services.database, domain);
    if (owner !== null && owner !== organizationId) {
      throw new AppError("conflict", "Another organization of this instance has that domain.", {
        next: "Its owners can remove it there.",
      });
    }
    const verifiedBy = isVouched ? "operator" : "dns";
    const now = new Date().toISOString();
    await trx
      .updateTable("organizationDomains")
      .set({
        verifiedAt: now,
        verifiedBy,
        proofSeenAt: isVouched ? null : now,
        proofMissedAt: null,
      })
      .where("organizationId", "=", organizationId)
      .where("domain", "=", domain)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "single_sign_on.verify_domain",
      targetKind: "domain",
      targetId: domain,
      data: { verifiedBy },
    });
    return readSingleSignOn(context, trx);
  });
}

/** Takes a domain away: nobody enters by its addresses any more. Owners. Throws `not_found`, `conflict` for the last one while the provider is enforced. */
export async function removeDomain(context: Context, { domain }: DomainInput): Promise<SingleSignOn> {
  requireAccess(context, "singleSignOn.removeDomain");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const removed = await trx
      .deleteFrom("organizationDomains")
      .where("organizationId", "=", organizationId)
      .where("domain", "=", domain)
      .returning("domain")
      .executeTakeFirst();
    if (removed === undefined) {
      throw new AppError("not_found", "That domain is none of this organization.");
    }
    const left = await readSingleSignOn(context, trx);
    if (left.provider?.isEnforced && !left.domains.some(({ verifiedAt }) => verifiedAt !== null)) {
      throw new AppError("conflict", "Single sign-on is enforced: without this domain nobody could enter.", {
        next: "Stop to enforce it first.",
      });
    }
    await recordAudit(trx, auditActor(context), {
      action: "single_sign_on.remove_domain",
      targetKind: "domain",
      targetId: domain,
    });
    return left;
  });
}
