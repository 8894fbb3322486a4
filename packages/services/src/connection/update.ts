import { AppError, type Connection, type UpdateConnectionInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import { providerOf } from "../catalog/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { parseUpstreamUrl } from "./add.ts";
import { auditedUrl } from "./audited-url.ts";
import { sendExamination } from "./complete-examination.ts";
import { storeCredential } from "./credential.ts";
import { examineConnection } from "./examine.ts";
import { findConnection, unknownConnection } from "./find.ts";
import { getConnection } from "./list.ts";
import { removeCredential } from "./remove-credential.ts";
import { requireAllowedServer } from "./rules.ts";
import { mayManageAccounts } from "./sign-in/may-manage-accounts.ts";
import { dropLogins, revokeLogins } from "./sign-in/revoke-logins.ts";
import { nothingApproved } from "./tool-hold.ts";

interface Present {
  name: string;
  transport: "http" | "stdio" | "demo";
  url: string | null;
  accounts: "shared" | "personal";
  /** What is stored to sign requests with: its kind, never itself. */
  credential: string | null;
}

/** The new address, if it is one. A credential never follows to another origin by itself: whoever moves it says so. */
function movedUrl(services: Services, present: Present, input: UpdateConnectionInput): string | undefined {
  if (present.transport !== "http") {
    const field = input.url !== undefined ? "url" : input.credential ? "credential" : null;
    if (field === null) return undefined;
    throw new AppError(
      "invalid_input",
      "Only a connection with an address takes another one, or a credential.",
      {
        next: "Remove it and add another one.",
        details: { field },
      },
    );
  }
  if (input.url === undefined) return undefined;
  const moved = parseUpstreamUrl(services, input.url);
  if (moved === present.url) return undefined;
  const isElsewhere = present.url === null || new URL(moved).origin !== new URL(present.url).origin;
  if (isElsewhere && present.credential !== null && input.credential === undefined) {
    throw new AppError(
      "invalid_input",
      "That address is another server. The stored credential is not sent there by itself.",
      {
        next: "Give a credential for the new address, or null to go without one.",
        details: { field: "credential" },
      },
    );
  }
  return moved;
}

/** What the old address was made of, and who asked for sign-ins there, says nothing of another one. */
function newAddressFacts(url: string) {
  return { signIn: null, providerType: providerOf(url), instanceId: null, instanceHeader: null };
}

/** What is stored now, locked until the transaction ends: the routing table of this node may be older. */
async function lockPresent(
  trx: Transaction,
  place: { organizationId: string; connectionId: string },
): Promise<Present & { isPaused: boolean }> {
  const row = await trx
    .selectFrom("connections")
    .select(["name", "transport", "url", "accounts", "status"])
    .where("organizationId", "=", place.organizationId)
    .where("id", "=", place.connectionId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw unknownConnection();
  const credential = await trx
    .selectFrom("connectionCredentials")
    .select("kind")
    .where("organizationId", "=", place.organizationId)
    .where("connectionId", "=", place.connectionId)
    .where("userId", "is", null)
    .where("kind", "<>", "oauth")
    .executeTakeFirst();
  const { status, ...fields } = row;
  return { ...fields, credential: credential?.kind ?? null, isPaused: status === "paused" };
}

/** What the audit tells of a connection. */
function audited({ name, url, isPaused, accounts, credential }: Present & { isPaused: boolean }) {
  return { name, url: auditedUrl(url), isPaused, accounts, credential };
}

/**
 * Renames, pauses or resumes a connection, or gives it another address or credential (then it is examined again).
 * Another origin needs `credential` (or null) beside it where one is stored. Throws `not_found`, `invalid_input`, `server_not_allowed`.
 */
export async function updateConnection(context: Context, input: UpdateConnectionInput): Promise<Connection> {
  requireAccess(context, "connection.update");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { id, slug } = findConnection(await services.snapshots.get(organizationId), input.connection);
  const place = { organizationId, connectionId: id };
  if (input.accounts !== undefined && !mayManageAccounts(context)) {
    throw new AppError("forbidden", "Whose accounts a connection uses is decided by an owner or admin.");
  }
  const { isDropped, isRedialled, logins } = await services.snapshots.change(organizationId, async (trx) => {
    const present = await lockPresent(trx, place);
    const url = movedUrl(services, present, input);
    if (url !== undefined) {
      await requireAllowedServer(context, trx, { transport: "http", url, providerType: providerOf(url) });
    }
    const isPaused = input.isPaused ?? present.isPaused;
    // A login is one for this address: elsewhere it is of no use, and here nobody will need it again.
    const logins = url === undefined ? [] : await dropLogins(services, trx, place);
    const isOther = url !== undefined || input.credential !== undefined || input.accounts !== undefined;
    const isRedialled = !isPaused && (isOther || present.isPaused);
    const status = input.isPaused === true ? "paused" : isRedialled ? "connecting" : null;
    const now = new Date().toISOString();
    await trx
      .updateTable("connections")
      .set({
        updatedAt: now,
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(url === undefined ? {} : { url, ...newAddressFacts(url), signedInAt: now }),
        ...(input.accounts === undefined ? {} : { accounts: input.accounts, signedInAt: now }),
        ...(status === null ? {} : { status, statusReason: null, statusAt: now, nextAttemptAt: null }),
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    // Who moves a connection to another server has what that one offers approved, as whoever adds one.
    if (url !== undefined) {
      await trx
        .updateTable("tools")
        .set({
          definitionHash: nothingApproved,
          heldDefinition: null,
          heldHash: null,
          heldAt: null,
          heldVerdict: null,
        })
        .where("organizationId", "=", organizationId)
        .where("connectionId", "=", id)
        .execute();
    }
    if (input.credential === null) await removeCredential(trx, { ...place, userId: null });
    else if (input.credential) await storeCredential(services, trx, { ...place, secret: input.credential });
    if (status === "connecting") {
      await sendExamination(services, trx, { ...place, ownerId: actor.userId, statusAt: now });
    }
    await recordAudit(trx, auditActor(context), {
      action: "connection.update",
      targetKind: "connection",
      targetId: id,
      data: {
        slug,
        // That it was given anew shows in no field when its kind is the same.
        ...(input.credential === undefined ? {} : { credential: input.credential?.kind ?? "removed" }),
      },
      before: audited(present),
      after: audited({
        ...present,
        isPaused,
        name: input.name ?? present.name,
        url: url ?? present.url,
        accounts: input.accounts ?? present.accounts,
        credential: input.credential === undefined ? present.credential : (input.credential?.kind ?? null),
      }),
    });
    return { isDropped: isOther || isPaused, isRedialled, logins };
  });
  if (isDropped) services.upstreams.forget(id);
  await revokeLogins(services, logins);
  if (isRedialled) await examineConnection(services, { ...place, ownerId: actor.userId });
  return getConnection(context, { connection: id });
}
