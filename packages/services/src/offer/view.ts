import {
  type ConnectionSnapshot,
  findConnection,
  type OfferSnapshot,
  type OrganizationSnapshot,
} from "../connection/index.ts";
import type { Context } from "../context.ts";
import { decideConnection, refuseConnectionByPolicy } from "../policy/index.ts";
import { findProfile } from "../profile/index.ts";

/** What an endpoint shows: one connection under its original names, or all that the caller may use. */
export interface View {
  connection?: string | undefined;
}

/** An offer as an endpoint names it. */
interface ShownOffer {
  name: string;
  offer: OfferSnapshot;
}

/** What an actor sees of their organization's prompts and resources. */
export interface OfferView {
  snapshot: OrganizationSnapshot;
  /** Of an endpoint for one connection; null = all that the profile reaches. */
  connection: ConnectionSnapshot | null;
  /** Those that are reached, not paused, and not blocked as a whole by a policy. */
  connections: readonly ConnectionSnapshot[];
  /** The offers of a kind in the order of their names. */
  shown(kind: OfferSnapshot["kind"]): ShownOffer[];
  /** Whether it is of the view's profile or endpoint, blocked or not. */
  isInside(connection: ConnectionSnapshot): boolean;
  /** Throws `policy_blocked` for a connection that a policy blocks as a whole. */
  refuseBlocked(connection: ConnectionSnapshot): void;
}

/** Throws `not_found` for a connection or profile that is not there. */
export async function offerView(context: Context, view: View): Promise<OfferView> {
  const { services, actor } = context;
  const snapshot = await services.snapshots.get(actor.organizationId);
  const profile = actor.profile === null ? null : findProfile(snapshot, actor.profile);
  const decisionOf = (connection: ConnectionSnapshot) =>
    decideConnection(snapshot, { connection, actor, profileId: profile?.id ?? null });
  const isBlocked = (connection: ConnectionSnapshot) => decisionOf(connection)?.action === "block";
  const isInside = ({ id }: ConnectionSnapshot) =>
    !profile || profile.hasAllConnections || profile.connectionIds.has(id);
  const reaches = (connection: ConnectionSnapshot) =>
    connection.status !== "paused" && isInside(connection) && !isBlocked(connection);
  const connection = view.connection === undefined ? null : findConnection(snapshot, view.connection);
  return {
    snapshot,
    connection,
    connections: connection
      ? [connection].filter((only) => !isBlocked(only))
      : [...snapshot.connectionsById.values()].filter(reaches),
    isInside: (asked) => asked === connection || (!connection && isInside(asked)),
    refuseBlocked: (asked) => refuseConnectionByPolicy(context, asked, decisionOf(asked)),
    shown(kind) {
      const all = [...snapshot.offers[kind].values()].filter((offer) => reaches(offer.connection));
      if (!connection) return all.map((offer) => ({ name: offer.exposed, offer }));
      return all
        .filter((offer) => offer.connection.id === connection.id)
        .map((offer) => ({ name: offer.original, offer }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
