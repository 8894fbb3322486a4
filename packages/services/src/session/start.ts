import { describeBrowser } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { recordAudit } from "../audit/index.ts";
import type { Visit } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { openAuth } from "./open-auth.ts";
import { recognizeDevice } from "./recognize-device.ts";
import { recordLogin } from "./record-login.ts";

export interface StartedLogin {
  /** The secret in the first cookie; stored nowhere. */
  token: string;
  /** Whole `Set-Cookie` values: the login, and what keeps the browser known. */
  cookies: readonly string[];
}

/**
 * Logs a person in within the transaction that let them in. Always a new token. A browser that the account did not know yet
 * is announced to its person and has its own audit entry.
 */
export async function startLoginSession(
  visit: Visit,
  trx: Transaction,
  login: {
    userId: string;
    organizationId: string;
    method: string;
    provedAt?: string;
    ssoOrganizationId?: string;
  },
): Promise<StartedLogin> {
  const { userId, organizationId, method, provedAt, ssoOrganizationId } = login;
  const { address, requestId } = visit;
  const userAgent = visit.userAgent?.slice(0, 512) ?? null;
  const device = await recognizeDevice(visit, trx, userId);
  const { token, cookie, id } = await openAuth(visit.services, trx).createSession(userId, {
    organizationId,
    address,
    userAgent,
    deviceHash: device.hash,
  });
  if (provedAt !== undefined || ssoOrganizationId !== undefined) {
    await trx
      .updateTable("loginSessions")
      .set({ ...(provedAt && { provedAt }), ...(ssoOrganizationId && { ssoOrganizationId }) })
      .where("id", "=", id)
      .execute();
  }
  const now = new Date().toISOString();
  const { email } = await trx
    .updateTable("users")
    .set({ lastLoginAt: now })
    .where("id", "=", userId)
    .returning("email")
    .executeTakeFirstOrThrow();
  await recordLogin(visit, trx, { userId, method, outcome: "success", isNewDevice: device.isNew });
  if (device.isNew) {
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "account.new_device", targetKind: "user", targetId: userId, data: { method } },
    );
    await queueMail(visit.services, trx, {
      kind: "new-device",
      to: email,
      userId,
      data: {
        browser: describeBrowser(userAgent).name,
        address,
        at: `${now.slice(0, 16).replace("T", " ")} UTC`,
        url: `${visit.services.settings.publicUrl}/settings/devices`,
      },
    });
  }
  return { token, cookies: [cookie, device.cookie] };
}
