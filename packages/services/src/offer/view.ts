import {
  type ConnectionSnapshot,
  findConnection,
  type OfferSnapshot,
  type OrganizationSnapshot,
} from "../connection/index.ts";
import type { Context } from "../context.ts";
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
  /** Those that are reached and not paused. */
  connections: readonly ConnectionSnapshot[];
  /** The offers of a kind in the order of their names. */
  shown(kind: OfferSnapshot["kind"]): ShownOffer[];
}

/** Throws `not_found` for a connection or profile that is not there. */
export async function offerView({ services, actor }: Context, view: View): Promise<OfferView> {
  const snapshot = await services.snapshots.get(actor.organizationId);
  const profile = actor.profile === null ? null : findProfile(snapshot, actor.profile);
  const reaches = ({ id, status }: ConnectionSnapshot) =>
    status !== "paused" && (!profile || profile.hasAllConnections || profile.connectionIds.has(id));
  const connection = view.connection === undefined ? null : findConnection(snapshot, view.connection);
  return {
    snapshot,
    connection,
    connections: connection ? [connection] : [...snapshot.connectionsById.values()].filter(reaches),
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
