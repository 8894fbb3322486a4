import { AppError } from "@patchops/contract";
import type { Target } from "@patchops/upstream";
import type { Services } from "../context.ts";
import { credentialStore, openCredential } from "./credential.ts";
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
  if (connection.url) return { kind: "http", url: connection.url };
  throw new AppError("internal", `The connection ${connection.slug} has no address.`);
}

/** How `upstream` dials a connection on behalf of an owner; an upstream session belongs to one owner alone. */
export function upstreamTarget(
  services: Services,
  snapshot: OrganizationSnapshot,
  dial: { connection: ConnectionSnapshot; ownerKey: string },
): Target {
  return {
    connectionId: dial.connection.id,
    ownerKey: dial.ownerKey,
    transport: transportOf(services, snapshot, dial.connection),
    credentials: credentialStore(services, snapshot, dial.connection),
  };
}
