import { AppError, newId, type StartSignInInput, startSignInInput } from "@patchops/contract";
import { type Discovery, type PendingSignIn, SignInError } from "@patchops/upstream";
import { createToken, hashToken } from "@patchops/vault";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { findConnection } from "../find.ts";
import { sealValue } from "../sealed.ts";
import type { ConnectionSnapshot } from "../snapshot.ts";
import { readBrowserToken, writeBrowserToken } from "./browser-cookie.ts";
import { clientFor } from "./client.ts";
import { redirectUrl } from "./client-metadata.ts";
import { loginPlace } from "./login-place.ts";
import type { StoredLogin } from "./logins.ts";
import { mayManageAccounts } from "./may-manage-accounts.ts";
import { signInFailure } from "./sign-in-failure.ts";
import { keepSignInPlace } from "./sign-in-place.ts";

/** How long a person may take at the provider (S12). */
const signInTimeoutMs = 600_000;

export interface StartedSignIn {
  /** Where the browser goes. */
  url: string;
  /** Binds the sign-in to this browser: a whole `Set-Cookie` value. */
  cookie: string;
  expiresAt: string;
}

export function signInSeal(organizationId: string, id: string) {
  return { organizationId, row: id, field: "sign_in" };
}

/** What is asked for: what the server wants, what was granted before, and what was found missing (step-up). */
function scopesToAsk(found: Discovery, login: StoredLogin | null): string[] {
  const extra = login && login.wantedScopes.length > 0 ? [...login.scopes, ...login.wantedScopes] : [];
  const scopes = [...(found.scopes ?? []), ...extra];
  // Where the server leaves the choice to its provider, naming one scope would take the others away.
  if (scopes.length > 0 && found.server.scopes_supported?.includes("offline_access"))
    scopes.push("offline_access");
  return [...new Set(scopes)];
}

function requireSignIn(context: Context, connection: ConnectionSnapshot): string {
  if (context.actor.kind !== "user") {
    throw new AppError("forbidden", "Signing in at a provider happens in a browser.", {
      next: `Open ${context.services.settings.publicUrl}/connections/${connection.slug}`,
    });
  }
  if (connection.accounts === "shared" && !mayManageAccounts(context)) {
    throw new AppError("forbidden", "This connection uses one account for all: an owner or admin signs in.", {
      next: "Ask an owner or admin of the organization.",
    });
  }
  if (connection.transport !== "http" || connection.url === null) {
    throw new AppError("invalid_input", "Only a connection with an address is signed in to.");
  }
  return connection.url;
}

/**
 * Begins a sign-in at the provider of a connection, for the person who asks, in the browser that asks. Throws `forbidden`,
 * `registration_needed`, `sign_in_unavailable`, and the codes of outward calls.
 */
export async function startSignIn(
  context: Context,
  rawInput: StartSignInInput,
  cookieHeader: string | undefined,
): Promise<StartedSignIn> {
  requireAccess(context, "connection.signIn");
  const input = startSignInInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const connection = findConnection(await services.snapshots.get(organizationId), input.connection);
  const url = requireSignIn(context, connection);
  const place = loginPlace(organizationId, connection, actor.userId);
  const redirectUri = redirectUrl(services.settings);
  const known = connection.signIn;

  let started: { pending: PendingSignIn; url: string };
  try {
    const found = await services.upstreams.oauth.discover({
      url,
      challenge: {
        ...(known?.resourceMetadataUrl ? { resourceMetadataUrl: known.resourceMetadataUrl } : {}),
        ...(known?.scopes ? { scopes: known.scopes } : {}),
      },
      presumesEndpoints: true,
    });
    const client = await clientFor(services, place, found).catch(async (error: unknown) => {
      if (!(error instanceof SignInError)) throw error;
      // A server that describes no sign-in, and registers nobody where one might be, has none.
      if (found.isPresumed) throw new SignInError("none_found", `${new URL(url).host} describes no sign-in.`);
      const seen = { organizationId, connectionId: connection.id, url, found };
      await keepSignInPlace(services, { ...seen, canRegister: false });
      throw error;
    });
    await keepSignInPlace(services, {
      organizationId,
      connectionId: connection.id,
      url,
      found,
      canRegister: true,
    });
    const login = await services.logins.get(place, { isFresh: true });
    const { server, resource } = found;
    started = await services.upstreams.oauth.start({
      server,
      resource,
      client,
      redirectUri,
      scopes: scopesToAsk(found, login),
    });
  } catch (error) {
    throw signInFailure(error, redirectUri);
  }

  const id = newId();
  const expiresAt = new Date(Date.now() + signInTimeoutMs).toISOString();
  const browser = readBrowserToken(services.settings, cookieHeader) ?? createToken();
  const { pending } = started;
  await services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .deleteFrom("connectionSignIns")
      .where("organizationId", "=", organizationId)
      .where("connectionId", "=", connection.id)
      .where("userId", "=", actor.userId)
      .where("createdAt", "<", new Date(Date.now() - 86_400_000).toISOString())
      .execute();
    await trx
      .insertInto("connectionSignIns")
      .values({
        organizationId,
        id,
        connectionId: connection.id,
        userId: actor.userId,
        isShared: place.userId === null,
        isPopup: input.isPopup,
        stateHash: hashToken(pending.state),
        browserHash: hashToken(browser),
        issuer: pending.server.issuer,
        sealed: await sealValue(services, trx, {
          place: signInSeal(organizationId, id),
          value: { url, pending },
        }),
        expiresAt,
      })
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "connection.sign_in_start",
      targetKind: "connection",
      targetId: connection.id,
      data: {
        slug: connection.slug,
        issuer: pending.server.issuer,
        scopes: pending.scopes,
        accounts: connection.accounts,
      },
    });
  });
  return { url: started.url, cookie: writeBrowserToken(services.settings, browser), expiresAt };
}
