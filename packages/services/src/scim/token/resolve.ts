import { AppError } from "@patchops/contract";
import { equalConstantTime, hashToken, parseApiKeyText } from "@patchops/vault";
import { countScimRefusal } from "../../account/index.ts";
import type { Visit } from "../../context.ts";
import { frozenError } from "../../frozen-error.ts";
import { createMinuteCount } from "../../minute-count.ts";
import type { ScimContext } from "../scim-context.ts";
import { findScimToken } from "./system/find.ts";

/** Entra asks for 25 a second at least. */
const perMinute = 3_000;
const usedEveryMs = 60_000;
const requests = createMinuteCount();

/**
 * Whose directory sends this token. It is asked of the database each time, so that one that is revoked is none at once. Throws
 * `unauthenticated`, `rate_limited`, `organization_frozen`.
 */
export async function resolveScimToken(visit: Visit, text: string | null): Promise<ScimContext> {
  const { services, address } = visit;
  const parts = text === null ? null : parseApiKeyText(text, "ps");
  const row = parts === null ? undefined : await findScimToken(services.database, parts);
  if (
    parts === null ||
    row === undefined ||
    row.revokedAt !== null ||
    row.isClosed ||
    !equalConstantTime(row.secretHash, hashToken(parts.secret))
  ) {
    await countScimRefusal(visit);
    throw new AppError("unauthenticated", "That is no SCIM token of an organization here.", {
      next: "Make one under Settings, Single sign-on, and send it as Authorization: Bearer ps_…",
    });
  }
  if (row.frozenAt !== null) throw frozenError({ reason: row.frozenReason });
  const { organizationId, id } = parts;
  const retryAfterSeconds = requests.count(id, perMinute);
  if (retryAfterSeconds > 0) {
    throw new AppError("rate_limited", `A token may send ${perMinute} requests a minute.`, {
      retryAfterSeconds,
    });
  }
  if (row.lastUsedAt === null || Date.now() - Date.parse(row.lastUsedAt) > usedEveryMs) {
    await services.database.withOrganization(organizationId, (trx) =>
      trx
        .updateTable("scimTokens")
        .set({ lastUsedAt: new Date().toISOString(), lastUsedAddress: address })
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .execute(),
    );
  }
  return { ...visit, token: { organizationId, id, name: row.name } };
}
