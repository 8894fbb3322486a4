import { AppError, type CredentialInput, newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { removeCredential } from "./remove-credential.ts";
import { sealValue } from "./sealed.ts";
import type { ConnectionSnapshot, OrganizationSnapshot } from "./snapshot.ts";

type Secret = CredentialInput | { kind: "environment"; environment: Record<string, string> };

/** What identifies a sealed text: swapped rows do not open (S23). */
function place(organizationId: string, credentialId: string) {
  return { organizationId, row: credentialId, field: "credential" };
}

/** What a person recognizes a credential by: its last 4 characters, or the names of its headers or variables. */
function hintOf(secret: Secret): string {
  if (secret.kind === "bearer") return secret.token.length >= 12 ? `…${secret.token.slice(-4)}` : "…";
  return Object.keys(secret.kind === "headers" ? secret.headers : secret.environment).join(", ");
}

/** Seals a secret and makes it the connection's shared credential, in place of the one before. */
export async function storeCredential(
  services: Services,
  trx: Transaction,
  target: { organizationId: string; connectionId: string; secret: Secret },
): Promise<void> {
  const { organizationId, connectionId, secret } = target;
  await removeCredential(trx, { organizationId, connectionId, userId: null });
  const id = newId();
  await trx
    .insertInto("connectionCredentials")
    .values({
      organizationId,
      id,
      connectionId,
      userId: null,
      kind: secret.kind,
      sealed: await sealValue(services, trx, { place: place(organizationId, id), value: secret }),
      hint: hintOf(secret),
    })
    .execute();
}

/** Opens a connection's credential; null where it has none. The plaintext lives only in the returned object. */
export function openCredential(
  services: Services,
  snapshot: OrganizationSnapshot,
  connection: ConnectionSnapshot,
): Secret | null {
  const { credential } = connection;
  if (!credential) return null;
  try {
    const key = snapshot.dataKeys.get(services.vault.dataKeyIdOf(credential.sealed));
    if (!key) throw new Error("its data key is gone");
    const opened = services.vault.open(key, credential.sealed, place(snapshot.organizationId, credential.id));
    return JSON.parse(opened) as Secret;
  } catch (cause) {
    throw new AppError("internal", `The credential of ${connection.slug} cannot be opened.`, {
      sent: false,
      next: "Give it a new one on the connection's page.",
      cause,
    });
  }
}
