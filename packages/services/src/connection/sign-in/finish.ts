import type { Tables, Transaction } from "@patchops/db";
import { type OAuthLogin, type PendingSignIn, SignInError, UpstreamError } from "@patchops/upstream";
import { equalConstantTime, hashToken } from "@patchops/vault";
import { type Selectable, sql } from "kysely";
import { type AuditActor, recordAudit } from "../../audit/index.ts";
import type { Services, Visit } from "../../context.ts";
import { sendExamination } from "../complete-examination.ts";
import { examineConnection } from "../examine.ts";
import { findDataKey, openValue } from "../sealed.ts";
import type { LoginPlace } from "./logins.ts";
import { signInSeal } from "./start.ts";
import { storeLogin } from "./store-login.ts";
import { findSignIn } from "./system/find-sign-in.ts";

type Row = Selectable<Tables["connectionSignIns"]>;
type Outcome = NonNullable<Row["outcome"]>;

export interface FinishedSignIn {
  isSignedIn: boolean;
  /** One sentence for the person. */
  message: string;
  /** The connection's page; null where nothing is known of the sign-in. */
  connection: { slug: string; name: string } | null;
  isPopup: boolean;
}

interface Claimed {
  row: Row;
  slug: string;
  name: string;
  url: string;
  pending: PendingSignIn;
}

const unknown: FinishedSignIn = {
  isSignedIn: false,
  message: "This sign-in is not known here. It may be long over.",
  connection: null,
  isPopup: false,
};

function auditOf(visit: Visit, row: Row): AuditActor {
  const { organizationId, userId } = row;
  return { organizationId, kind: "user", id: userId, address: visit.address, requestId: visit.requestId };
}

function placeOf({ organizationId, connectionId, userId, isShared }: Row): LoginPlace {
  return { organizationId, connectionId, userId: isShared ? null : userId };
}

async function end(trx: Transaction, row: Row, ending: { outcome: Outcome; message: string }): Promise<void> {
  await trx
    .updateTable("connectionSignIns")
    .set({ ...ending, sealed: null, endedAt: sql`now()` })
    .where("organizationId", "=", row.organizationId)
    .where("id", "=", row.id)
    .execute();
}

async function noteFailure(
  trx: Transaction,
  visit: Visit,
  failed: { row: Row; slug: string; reason: string; message: string },
): Promise<void> {
  const { row, slug, reason, message } = failed;
  await recordAudit(trx, auditOf(visit, row), {
    action: "connection.sign_in_fail",
    targetKind: "connection",
    targetId: row.connectionId,
    data: { slug, issuer: row.issuer, reason, message },
  });
}

/** Takes the sign-in for this return alone: whoever comes with the same state again finds it used. */
async function claim(
  visit: Visit,
  trx: Transaction,
  found: { organizationId: string; id: string; browserToken: string | null },
): Promise<Claimed | FinishedSignIn> {
  const { services } = visit;
  const { organizationId, id, browserToken } = found;
  const row = await trx
    .selectFrom("connectionSignIns")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  const connection =
    row &&
    (await trx
      .selectFrom("connections as c")
      .innerJoin("members as m", "m.organizationId", "c.organizationId")
      .select(["c.slug", "c.name", "c.url"])
      .where("c.organizationId", "=", organizationId)
      .where("c.id", "=", row.connectionId)
      .where("m.userId", "=", row.userId)
      .executeTakeFirst());
  if (!row || !connection) return unknown;
  const { slug, name } = connection;
  const ended = { connection: { slug, name }, isPopup: row.isPopup };
  const refuse = async (outcome: Outcome, message: string): Promise<FinishedSignIn> => {
    await end(trx, row, { outcome, message });
    await noteFailure(trx, visit, { row, slug, reason: outcome, message });
    return { isSignedIn: false, message, ...ended };
  };
  const isSameBrowser = browserToken !== null && equalConstantTime(hashToken(browserToken), row.browserHash);
  if (row.endedAt !== null || row.sealed === null) {
    const message = "This sign-in was used already. Begin a new one.";
    if (!isSameBrowser || row.outcome !== "signed_in") {
      await noteFailure(trx, visit, { row, slug, reason: "replayed", message });
    }
    return { isSignedIn: false, message, ...ended };
  }
  if (!isSameBrowser) {
    return refuse(
      "foreign_browser",
      "The sign-in was finished in another browser than it began in, and refused.",
    );
  }
  if (Date.parse(row.expiresAt) <= Date.now()) {
    return refuse("sign_in_expired", "The sign-in took longer than 10 minutes, and was refused.");
  }
  const key = await findDataKey(services, trx, { organizationId, sealed: row.sealed });
  const sealing = { place: signInSeal(organizationId, id), sealed: row.sealed };
  const { url, pending } = openValue<{ url: string; pending: PendingSignIn }>(services, key, sealing);
  if (connection.url !== url) {
    return refuse("sign_in_failed", "The connection has another address by now. Sign in again.");
  }
  await trx
    .updateTable("connectionSignIns")
    .set({ sealed: null, endedAt: sql`now()` })
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .execute();
  return { row, slug, name, url, pending };
}

function outcomeOf(error: unknown): { outcome: Outcome; message: string } {
  if (error instanceof SignInError) {
    const known = { cancelled: "sign_in_cancelled", wrong_issuer: "wrong_issuer" } as const;
    const outcome =
      error.code === "cancelled" || error.code === "wrong_issuer" ? known[error.code] : "sign_in_failed";
    return { outcome, message: error.message };
  }
  if (error instanceof UpstreamError) return { outcome: "sign_in_failed", message: error.message };
  throw error;
}

async function keepLogin(visit: Visit, claimed: Claimed, login: OAuthLogin): Promise<void> {
  const { services } = visit;
  const { row, slug, url } = claimed;
  const { organizationId, connectionId, userId } = row;
  const place = placeOf(row);
  const statusAt = new Date().toISOString();
  await services.snapshots.change(organizationId, async (trx) => {
    await storeLogin(services, trx, { place, url, login });
    await end(trx, row, { outcome: "signed_in", message: "Signed in." });
    await trx
      .updateTable("connections")
      .set({ signedInAt: statusAt })
      .where("organizationId", "=", organizationId)
      .where("id", "=", connectionId)
      .execute();
    const { numUpdatedRows } = await trx
      .updateTable("connections")
      .set({ status: "connecting", statusReason: null, statusAt, nextAttemptAt: null })
      .where("organizationId", "=", organizationId)
      .where("id", "=", connectionId)
      .where("status", "<>", "paused")
      .executeTakeFirst();
    if (numUpdatedRows > 0n) {
      await sendExamination(services, trx, { organizationId, connectionId, ownerId: userId, statusAt });
    }
    await recordAudit(trx, auditOf(visit, row), {
      action: "connection.sign_in",
      targetKind: "connection",
      targetId: connectionId,
      data: {
        slug,
        issuer: row.issuer,
        scopes: login.scopes,
        accounts: row.isShared ? "shared" : "personal",
      },
    });
  });
  services.logins.forget(place);
  services.upstreams.forget(connectionId);
}

function examineSoon(services: Services, { row }: Claimed): void {
  const { organizationId, connectionId, userId } = row;
  examineConnection(services, { organizationId, connectionId, ownerId: userId }).catch((error: unknown) =>
    services.log.error({ error, connectionId }, "a connection could not be examined after a sign-in"),
  );
}

/**
 * A person's return from a provider. Refuses a state that is unknown, used, older than 10 minutes or from another browser
 * (S12), and an answer of another issuer (S13), all before the code is sent anywhere. Never throws for those.
 */
export async function finishSignIn(
  visit: Visit,
  returned: { parameters: URLSearchParams; browserToken: string | null },
): Promise<FinishedSignIn> {
  const { services } = visit;
  const state = returned.parameters.get("state");
  const found = state ? await findSignIn(services, hashToken(state)) : undefined;
  if (!found) return unknown;
  const claimed = await services.database.withOrganization(found.organizationId, (trx) =>
    claim(visit, trx, { ...found, browserToken: returned.browserToken }),
  );
  if (!("row" in claimed)) return claimed;
  const { row, slug, name } = claimed;
  const answer = { connection: { slug, name }, isPopup: row.isPopup };
  let login: OAuthLogin;
  try {
    login = await services.upstreams.oauth.finish(claimed.pending, returned.parameters);
  } catch (error) {
    const { outcome, message } = outcomeOf(error);
    const isForgotten = error instanceof SignInError && error.providerCode === "invalid_client";
    await services.database.withOrganization(row.organizationId, async (trx) => {
      await end(trx, row, { outcome, message });
      if (isForgotten) await forgetRegistration(trx, row);
      await noteFailure(trx, visit, { row, slug, reason: outcome, message });
    });
    return { isSignedIn: false, message, ...answer };
  }
  await keepLogin(visit, claimed, login);
  examineSoon(services, claimed);
  return { isSignedIn: true, message: `Signed in to ${name}.`, ...answer };
}

/** The provider does not know us any more: the next sign-in registers anew. */
async function forgetRegistration(trx: Transaction, row: Row): Promise<void> {
  await trx
    .deleteFrom("connectionClients")
    .where("organizationId", "=", row.organizationId)
    .where("connectionId", "=", row.connectionId)
    .where("issuer", "=", row.issuer)
    .where("kind", "=", "registered")
    .execute();
}
