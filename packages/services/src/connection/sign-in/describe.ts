import type { ConnectionSignIn, ConnectionStatus } from "@patchops/contract";
import type { SignInPlaceRecord, Tables, Transaction } from "@patchops/db";
import type { Selectable } from "kysely";
import type { Context } from "../../context.ts";
import { clientMetadataUrl, redirectUrl } from "./client-metadata.ts";

type LoginRow = Selectable<Tables["connectionCredentials"]>;
type SignInRow = Selectable<Tables["connectionSignIns"]>;
type ClientRow = Selectable<Tables["connectionClients"]>;

/** What a connection's sign-in is described from. */
export interface SignInFacts {
  accounts: "personal" | "shared";
  place: SignInPlaceRecord;
  login: LoginRow | undefined;
  /** The latest of this person (or of anybody, for a shared account). */
  latest: SignInRow | undefined;
  client: ClientRow | undefined;
}

/** A claimed sign-in ends within the deadlines of its requests; one that did not was interrupted. */
const claimedMs = 60_000;

/** The rows that tell how the caller stands with each connection's sign-in, by the connection's id. */
export async function readSignIns(
  context: Context,
  trx: Transaction,
  connections: readonly { id: string; accounts: "personal" | "shared"; signIn: SignInPlaceRecord | null }[],
): Promise<Map<string, SignInFacts>> {
  const asking = connections.filter(({ signIn }) => signIn !== null);
  const found = new Map<string, SignInFacts>();
  if (asking.length === 0) return found;
  const { organizationId, userId } = context.actor;
  const ids = asking.map(({ id }) => id);
  const logins = await trx
    .selectFrom("connectionCredentials")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("connectionId", "in", ids)
    .where("kind", "=", "oauth")
    .where((eb) => eb.or([eb("userId", "is", null), eb("userId", "=", userId)]))
    .execute();
  const signIns = await trx
    .selectFrom("connectionSignIns")
    .selectAll()
    .distinctOn(["connectionId", "isShared"])
    .where("organizationId", "=", organizationId)
    .where("connectionId", "in", ids)
    .where((eb) => eb.or([eb("isShared", "=", true), eb("userId", "=", userId)]))
    .orderBy("connectionId")
    .orderBy("isShared")
    .orderBy("createdAt", "desc")
    .execute();
  const clients = await trx
    .selectFrom("connectionClients")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("connectionId", "in", ids)
    .execute();
  for (const { id, accounts, signIn: place } of asking) {
    if (place === null) continue;
    const isShared = accounts === "shared";
    found.set(id, {
      accounts,
      place,
      login: logins.find((row) => row.connectionId === id && (row.userId === null) === isShared),
      latest: signIns.find((row) => row.connectionId === id && row.isShared === isShared),
      client: clients.find((row) => row.connectionId === id && row.issuer === place.issuer),
    });
  }
  return found;
}

function problemOf({ login, latest, place }: SignInFacts): ConnectionSignIn["problem"] {
  if (latest && (!login || latest.createdAt > login.createdAt)) {
    const at = latest.endedAt ?? latest.expiresAt;
    if (latest.outcome !== null && latest.outcome !== "signed_in") {
      return { code: latest.outcome, message: latest.message ?? "The sign-in did not come to its end.", at };
    }
    if (latest.outcome === null && latest.endedAt === null && Date.parse(latest.expiresAt) <= Date.now()) {
      return { code: "sign_in_expired", message: "The sign-in was not finished within 10 minutes.", at };
    }
    if (
      latest.outcome === null &&
      latest.endedAt !== null &&
      Date.parse(latest.endedAt) < Date.now() - claimedMs
    ) {
      return { code: "sign_in_failed", message: "The sign-in was interrupted on our side.", at };
    }
  }
  if (login?.lostAt) {
    const reason = login.lostReason ?? "The login was lost.";
    const hasMoved = login.issuer !== null && login.issuer !== place.issuer;
    const message = hasMoved ? `${reason} It is given at ${new URL(place.issuer).host} by now.` : reason;
    return { code: "login_lost", message, at: login.lostAt };
  }
  if (login && login.wantedScopes.length > 0) {
    const message = `The server asks for more than this login may do: ${login.wantedScopes.join(" ")}.`;
    return { code: "insufficient_scope", message, at: login.updatedAt };
  }
  return null;
}

/** How the caller stands with a connection's sign-in. */
export function describeSignIn({ services }: Context, facts: SignInFacts): ConnectionSignIn {
  const { accounts, place, login, latest, client } = facts;
  const documentUrl = clientMetadataUrl(services.settings);
  const isWaiting =
    latest !== undefined && latest.endedAt === null && Date.parse(latest.expiresAt) > Date.now();
  return {
    issuer: place.issuer,
    accounts,
    state: login && login.lostAt === null ? "signed_in" : "needed",
    needsClient: !place.canRegister && client === undefined,
    redirectUrl: redirectUrl(services.settings),
    client: client
      ? { kind: client.kind, clientId: client.clientId }
      : login && documentUrl !== null
        ? { kind: "metadata_document", clientId: documentUrl }
        : null,
    login: login
      ? {
          hint: login.hint,
          scopes: login.scopes,
          signedInAt: login.createdAt,
          expiresAt: login.expiresAt,
          refreshedAt: login.refreshedAt,
        }
      : null,
    problem: problemOf(facts),
    waitsUntil: isWaiting ? latest.expiresAt : null,
  };
}

/** The stored status is what one person's login saw; another's may be missing, or stand where that one is lost. */
export function statusFor(
  status: ConnectionStatus,
  { signIn, hasCredential }: { signIn: ConnectionSignIn | null; hasCredential: boolean },
): ConnectionStatus {
  if (signIn === null || hasCredential || ["paused", "connecting", "blocked"].includes(status)) return status;
  if (signIn.state === "needed") return "needs_sign_in";
  return status;
}

/** Why a sign-in is needed says more than that it is. */
export function reasonFor(
  reason: { code: string; message: string } | null,
  signIn: ConnectionSignIn | null,
): { code: string; message: string } | null {
  if (signIn?.state !== "needed" || signIn.problem === null) return reason;
  const { code, message } = signIn.problem;
  return { code, message };
}
