import { AppError } from "@patchops/contract";
import type { Target } from "@patchops/upstream";
import type { Services } from "../context.ts";
import { frozenError } from "../frozen-error.ts";
import { openCredential } from "./credential.ts";
import { credentialStore } from "./sign-in/index.ts";
import type { ConnectionSnapshot, OrganizationSnapshot } from "./snapshot.ts";

function transportOf(
  services: Services,
  snapshot: OrganizationSnapshot,
  connection: ConnectionSnapshot,
): Target["transport"] {
  if (connection.transport === "demo") return { kind: "in-process", serve: services.demoServer };
  if (connection.transport === "stdio" && connection.process) {
    const secret = openCredential(services, snapshot, connection);
    return {
      kind: "stdio",
      ...connection.process,
      env: secret?.kind === "environment" ? secret.environment : {},
    };
  }
  if (connection.url) {
    const { url, instanceHeader, instanceId } = connection;
    if (instanceHeader === null || instanceId === null) return { kind: "http", url };
    return { kind: "http", url, headers: { [instanceHeader]: instanceId } };
  }
  throw new AppError("internal", `The connection ${connection.slug} has no address.`);
}

/** The organization in the owner key of an upstream session. */
export function organizationOf(ownerKey: string): string {
  return ownerKey.slice(0, ownerKey.indexOf("/"));
}

/**
 * How `upstream` dials a connection on behalf of an owner; an upstream session belongs to one owner alone. Throws `organization_frozen`:
 * whoever asks an upstream anything comes by here.
 */
export function upstreamTarget(
  services: Services,
  snapshot: OrganizationSnapshot,
  dial: { connection: ConnectionSnapshot; ownerId: string },
): Target {
  if (snapshot.freeze !== null) throw frozenError(snapshot.freeze);
  return {
    connectionId: dial.connection.id,
    ownerKey: `${snapshot.organizationId}/${dial.ownerId}`,
    transport: transportOf(services, snapshot, dial.connection),
    credentials: credentialStore(services, { organizationId: snapshot.organizationId, ...dial }),
  };
}
