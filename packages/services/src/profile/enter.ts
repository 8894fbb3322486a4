import { AppError } from "@patchops/contract";
import type { OrganizationSnapshot, ProfileSnapshot } from "../connection/index.ts";
import type { Actor, Services } from "../context.ts";

/** What an MCP endpoint names. */
export interface EnteredEndpoint {
  profile: string | undefined;
  connection: string | undefined;
}

/**
 * The actor as they act at an endpoint: in the profile that it names, or that their key is bound to, or, at `/mcp`, in the
 * organization's default one. Throws `not_found` for a profile that is not there, `forbidden` where a bound key does not belong.
 */
export async function enterProfile(
  services: Services,
  actor: Actor,
  endpoint: EnteredEndpoint,
): Promise<Actor> {
  const snapshot = await services.snapshots.get(actor.organizationId);
  if (actor.profile !== null) {
    const bound = snapshot.profilesBySlug.get(actor.profile);
    refuseElsewhere(services, { slug: actor.profile, bound, snapshot, endpoint });
    return actor;
  }
  if (endpoint.connection !== undefined) return actor;
  const named =
    endpoint.profile === undefined ? snapshot.defaultProfile : snapshot.profilesBySlug.get(endpoint.profile);
  if (named === undefined) {
    throw new AppError("not_found", "There is no such profile.", {
      next: "Settings, Tool profiles shows the address of each.",
    });
  }
  return named === null ? actor : inProfile(actor, named.slug);
}

const entered = new WeakMap<Actor, Actor>();

/** One object for each actor and profile, as long as they are asked for in a row: what hangs on an actor stays good. */
function inProfile(actor: Actor, slug: string): Actor {
  const before = entered.get(actor);
  if (before?.profile === slug) return before;
  const inside = Object.freeze({ ...actor, profile: slug });
  entered.set(actor, inside);
  return inside;
}

function refuseElsewhere(
  services: Services,
  place: {
    slug: string;
    bound: ProfileSnapshot | undefined;
    snapshot: OrganizationSnapshot;
    endpoint: EnteredEndpoint;
  },
): void {
  const { slug, bound, snapshot, endpoint } = place;
  const address = `${services.settings.publicUrl}/mcp/p/${slug}`;
  if (!bound) {
    throw new AppError("forbidden", `This API key is for the profile ${slug}, which is gone.`, {
      next: "Create a key for another profile, or one that is free.",
    });
  }
  if (endpoint.profile !== undefined && endpoint.profile !== slug) {
    throw new AppError("forbidden", `This API key is for the profile ${slug} alone.`, {
      next: `Point the client at ${address}, or give it a key that is free.`,
    });
  }
  if (endpoint.connection === undefined) return;
  const connection =
    snapshot.connectionsBySlug.get(endpoint.connection) ?? snapshot.connectionsById.get(endpoint.connection);
  const isInside =
    connection !== undefined &&
    (snapshot.toolsByConnection.get(connection.id) ?? []).some(({ id }) => bound.toolsById.has(id));
  if (isInside) return;
  throw new AppError(
    "forbidden",
    `This API key is for the profile ${slug}, which has no tools of that connection.`,
    { next: `Point the client at ${address}, or give it a key that is free.` },
  );
}
