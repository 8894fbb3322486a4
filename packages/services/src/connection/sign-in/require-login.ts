import { AppError } from "@patchops/contract";
import type { Services } from "../../context.ts";
import type { ConnectionSnapshot } from "../snapshot.ts";
import { loginPlace } from "./login-place.ts";

/** Where a person signs in to a connection: our own page, which knows who they are. */
function signInUrl({ settings }: Services, { slug }: Pick<ConnectionSnapshot, "slug">): string {
  return `${settings.publicUrl}/connections/${slug}`;
}

/** The refusal of a call whose connection the caller has to sign in to. */
export function needsSignIn(
  services: Services,
  connection: ConnectionSnapshot,
  said: { message: string; sent: boolean; cause?: unknown },
): AppError {
  const { slug, name } = connection;
  const message = said.message.startsWith(`${name} `) ? said.message : `${slug}: ${said.message}`;
  return new AppError("needs_sign_in", message, {
    sent: said.sent,
    next: `Sign in at ${signInUrl(services, connection)} or with: patchops connections login ${slug}`,
    details: { connection: slug, signInUrl: signInUrl(services, connection) },
    ...(said.cause === undefined ? {} : { cause: said.cause }),
  });
}

/** Refuses, before anything is sent, what a person calls who is not signed in. Throws `needs_sign_in`. */
export async function requireLogin(
  services: Services,
  call: { organizationId: string; connection: ConnectionSnapshot; ownerId: string },
): Promise<void> {
  const { organizationId, connection, ownerId } = call;
  if (connection.signIn === null || connection.credential !== null) return;
  const login = await services.logins.get(loginPlace(organizationId, connection, ownerId));
  if (login && login.lostAt === null) return;
  const message =
    login?.lostReason ??
    (connection.accounts === "shared"
      ? `${connection.name} asks for a sign-in, which an owner or admin does for all.`
      : `${connection.name} asks you to sign in.`);
  throw needsSignIn(services, connection, { message, sent: false });
}
