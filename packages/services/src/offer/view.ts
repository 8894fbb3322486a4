import {
  type ConnectionSnapshot,
  findConnection,
  type OfferSnapshot,
  type OrganizationSnapshot,
} from "../connection/index.ts";

/** What an endpoint shows: one connection under its original names, or all that the caller may use. */
export interface View {
  connection?: string | undefined;
}

/** An offer as an endpoint names it. */
export interface ShownOffer {
  name: string;
  offer: OfferSnapshot;
}

/** The offers of a kind in the order of their names. Throws `not_found` for a connection that is gone. */
export function shownOffers(
  snapshot: OrganizationSnapshot,
  view: View,
  kind: OfferSnapshot["kind"],
): ShownOffer[] {
  const all = [...snapshot.offers[kind].values()].filter(({ connection }) => connection.status !== "paused");
  if (view.connection === undefined) return all.map((offer) => ({ name: offer.exposed, offer }));
  const { id } = findConnection(snapshot, view.connection);
  return all
    .filter(({ connection }) => connection.id === id)
    .map((offer) => ({ name: offer.original, offer }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The connections that an endpoint reaches. */
export function shownConnections(snapshot: OrganizationSnapshot, view: View): ConnectionSnapshot[] {
  if (view.connection !== undefined) return [findConnection(snapshot, view.connection)];
  return [...snapshot.connectionsById.values()].filter(({ status }) => status !== "paused");
}
