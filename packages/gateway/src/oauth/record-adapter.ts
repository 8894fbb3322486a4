import { AppError } from "@patchops/contract";
import {
  consumeOAuthRecord,
  endOAuthGrant,
  findOAuthClient,
  findOAuthGrant,
  findOAuthRecord,
  type OAuthGrantRecord,
  registerOAuthClient,
  removeOAuthRecord,
  type Services,
  saveOAuthRecord,
  type Visit,
} from "@patchops/services";
import { hashToken } from "@patchops/vault";
import { type Adapter, type AdapterPayload, errors, Provider } from "oidc-provider";

/** Refreshes that race each other within this time after the first are none of a thief. */
const graceMs = 10_000;

interface AdapterOptions {
  services: Services;
  /** Whose request is being answered. */
  visit: () => Visit;
  /** Where the browser goes on after a sign-in of that id. */
  resumeUrl: (uid: string) => string;
}

const nothing = async () => undefined;

const inert: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUserCode: nothing,
  findByUid: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
};

/**
 * The records of oidc-provider, kept by our verbs. What it would keep beyond them is not kept: access tokens stand for
 * themselves, and who is logged in is the dashboard's session, not one of its own.
 */
export function recordAdapter(options: AdapterOptions): (model: string) => Adapter {
  const { services } = options;
  return (model) => {
    switch (model) {
      case "Client":
        return clients(options);
      case "Grant":
        return grants(services);
      case "AuthorizationCode":
        return { ...secrets(services, "AuthorizationCode"), consume: (id) => consumeCode(services, id) };
      case "RefreshToken":
        return {
          ...secrets(services, "RefreshToken"),
          // The grace makes a second use fine; the payload says when it no longer is.
          consume: async (id) => void (await consumeOAuthRecord(services, "RefreshToken", id)),
        };
      case "Interaction":
        return interactions(options);
      default:
        return inert;
    }
  };
}

function clients({ services, visit }: AdapterOptions): Adapter {
  return {
    ...inert,
    find: (id) => findOAuthClient(services, id),
    async upsert(id, { client_secret: secret, ...payload }) {
      // Compared by `compareClientSecret`.
      const metadata =
        typeof secret === "string" ? { ...payload, client_secret: hashToken(secret) } : payload;
      try {
        await registerOAuthClient(visit(), { id, metadata });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const refusal = new errors.CustomOIDCProviderError("temporarily_unavailable", error.message);
        throw Object.assign(refusal, { status: error.httpStatus, statusCode: error.httpStatus });
      }
    },
  };
}

/** Written by consent alone; here read and ended. */
function grants(services: Services): Adapter {
  return {
    ...inert,
    async find(id) {
      const grant = await findOAuthGrant(services.database, id);
      return grant && stands(grant) ? grantPayload(grant) : undefined;
    },
    destroy: (id) =>
      endOAuthGrant(services, id, Provider.ctx?.oidc.route === "revocation" ? "handed_back" : "reused"),
  };
}

function stands({ revokedAt, userStatus, role }: OAuthGrantRecord): boolean {
  return revokedAt === null && userStatus === "active" && role !== null;
}

function grantPayload(grant: OAuthGrantRecord): AdapterPayload {
  return {
    jti: grant.id,
    kind: "Grant",
    accountId: grant.userId,
    clientId: grant.clientId,
    resources: { [grant.resource]: grant.scopes.join(" ") },
    iat: Math.floor(Date.parse(grant.createdAt) / 1_000),
    exp: Math.floor(Date.parse(grant.expiresAt) / 1_000),
  };
}

/** Codes and refresh tokens: the id is the secret, so neither it nor the payload's copy of it is stored. */
function secrets(services: Services, kind: "AuthorizationCode" | "RefreshToken"): Adapter {
  return {
    ...inert,
    async upsert(id, { jti: _jti, ...payload }, expiresIn = 60) {
      await saveOAuthRecord(services, kind, { id, payload, expiresInSeconds: expiresIn });
    },
    async find(id) {
      const record = await findOAuthRecord(services, kind, id);
      if (record === undefined) return undefined;
      const { consumedAt, payload } = record;
      const isReplay =
        consumedAt !== null &&
        (kind === "AuthorizationCode" || Date.now() - Date.parse(consumedAt) > graceMs);
      return { ...payload, jti: id, ...(isReplay ? { consumed: Date.parse(consumedAt) / 1_000 } : {}) };
    },
    destroy: (id) => removeOAuthRecord(services, kind, id),
  };
}

/** Of two requests with one code at the same moment, one gets tokens, and those end at once: a code works once (RFC 6749, 4.1.2). */
async function consumeCode(services: Services, id: string): Promise<undefined> {
  if (await consumeOAuthRecord(services, "AuthorizationCode", id)) return undefined;
  const record = await findOAuthRecord(services, "AuthorizationCode", id);
  const grantId = record?.payload.grantId;
  if (typeof grantId === "string") await endOAuthGrant(services, grantId, "reused");
  throw new errors.InvalidGrant("authorization code already consumed");
}

function interactions({ services, resumeUrl }: AdapterOptions): Adapter {
  const kind = "Interaction";
  return {
    ...inert,
    async upsert(id, { jti: _jti, returnTo: _returnTo, ...payload }, expiresIn = 60) {
      await saveOAuthRecord(services, kind, { id, payload, expiresInSeconds: expiresIn });
    },
    async find(id) {
      const record = await findOAuthRecord(services, kind, id);
      return record && { ...record.payload, jti: id, returnTo: resumeUrl(id) };
    },
    destroy: (id) => removeOAuthRecord(services, kind, id),
  };
}
