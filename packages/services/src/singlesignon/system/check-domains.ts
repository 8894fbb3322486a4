import { recordAudit } from "../../audit/index.ts";
import type { Services } from "../../context.ts";
import { eachAlone } from "../../each-alone.ts";
import { notify } from "../../notification/index.ts";
import { domainRecord } from "../domains.ts";

const dayMs = 86_400_000;
/** A record that somebody took away by mistake can be put back within that time. */
const graceMs = 3 * dayMs;
/** A name service that cannot be reached says nothing of the record, but not for ever. */
const unansweredMs = 14 * dayMs;

interface ProvedDomain {
  organizationId: string;
  domain: string;
  challenge: string;
  proofSeenAt: string | null;
  proofMissedAt: string | null;
}

/**
 * A worker's job: looks whether the record still stands by which a domain was proved. When it is gone, the organization's owners and
 * admins are told, and 3 days later the domain counts no more. A system file: it goes over all organizations. `nowMs` is for tests.
 */
export async function checkDomains(services: Services, nowMs = Date.now()): Promise<void> {
  const domains = await services.database.system
    .selectFrom("organizationDomains")
    .select(["organizationId", "domain", "challenge", "proofSeenAt", "proofMissedAt"])
    .where("verifiedBy", "=", "dns")
    .where("verifiedAt", "is not", null)
    .orderBy("proofSeenAt", "asc")
    .execute();
  await eachAlone(domains, async (proved) => {
    const found = await lookFor(services, proved);
    await store(services, proved, { found, nowMs });
  });
}

/** `unknown`: the name service did not answer. */
async function lookFor(
  { singleSignOn, log }: Services,
  { domain, challenge }: ProvedDomain,
): Promise<"there" | "gone" | "unknown"> {
  const { name, value } = domainRecord(domain, challenge);
  try {
    return (await singleSignOn.resolveTxt(name)).includes(value) ? "there" : "gone";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOTFOUND" || code === "ENODATA") return "gone";
    log.warn({ err: error, domain }, "the record of a mail domain could not be looked for");
    return "unknown";
  }
}

async function store(
  services: Services,
  proved: ProvedDomain,
  { found, nowMs }: { found: "there" | "gone" | "unknown"; nowMs: number },
): Promise<void> {
  const { organizationId, domain, challenge, proofMissedAt } = proved;
  const now = new Date(nowMs).toISOString();
  const seenMs = Date.parse(proved.proofSeenAt ?? now);
  const isOver =
    (found === "gone" && proofMissedAt !== null && nowMs - Date.parse(proofMissedAt) >= graceMs) ||
    (found !== "there" && nowMs - seenMs >= unansweredMs);
  await services.database.withOrganization(organizationId, async (trx) => {
    const changed = await trx
      .updateTable("organizationDomains")
      .set(
        isOver
          ? { verifiedAt: null, verifiedBy: null, proofSeenAt: null, proofMissedAt: null }
          : found === "there"
            ? { proofSeenAt: now, proofMissedAt: null }
            : { proofMissedAt: found === "gone" ? (proofMissedAt ?? now) : proofMissedAt },
      )
      .where("organizationId", "=", organizationId)
      .where("domain", "=", domain)
      // Removed, or verified anew, meanwhile: that stands.
      .where("challenge", "=", challenge)
      .where("proofSeenAt", "is not distinct from", proved.proofSeenAt)
      .where("verifiedBy", "=", "dns")
      .returning("domain")
      .executeTakeFirst();
    const isMissedNow = found === "gone" && proofMissedAt === null;
    if (changed === undefined || !(isOver || isMissedNow)) return;
    const { name, value } = domainRecord(domain, challenge);
    const until = new Date(nowMs + graceMs).toISOString().slice(0, 10);
    await notify(services, trx, {
      ...{ organizationId, kind: "single_sign_on", path: "/settings/sso", userIds: [] },
      title: isOver ? `${domain} does not count any more` : `The record of ${domain} is gone`,
      text: isOver
        ? `Nobody signs in by an address of ${domain}: the TXT record ${name} is not there any more. Set it to ${value} and verify the domain again.`
        : `The TXT record ${name} is not there any more. Set it to ${value} until ${until}: after that nobody signs in by an address of ${domain}.`,
      data: { domain, isOver },
    });
    if (!isOver) return;
    await recordAudit(
      trx,
      { organizationId, kind: "system", id: null, address: null, requestId: null },
      { action: "single_sign_on.lose_domain", targetKind: "domain", targetId: domain },
    );
  });
}
