import {
  type ConnectionSnapshot,
  findConnection,
  isOffered,
  type OfferSnapshot,
  type OrganizationSnapshot,
} from "../connection/index.ts";
import type { Context } from "../context.ts";
import { decide, decideConnection, refuseConnectionByPolicy } from "../policy/index.ts";
import { findProfile } from "../profile/index.ts";
import { appUri } from "./app-uri.ts";
import type { ResourcePlace } from "./find-resource.ts";

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
  /** Those whose prompts and resources are reached: of the profile as a whole, not paused, and not blocked as a whole by a policy. */
  connections: readonly ConnectionSnapshot[];
  /** Those, and the ones that the profile has single tools of: what belongs to a call of such a tool is reached too. */
  callable: readonly ConnectionSnapshot[];
  /** The offers of a kind in the order of their names. */
  shown(kind: OfferSnapshot["kind"]): ShownOffer[];
  /** Whether it is of the view's endpoint and as a whole of its profile, blocked or not. */
  isInside(connection: ConnectionSnapshot): boolean;
  /** The pages that offered tools link to (MCP Apps), of connections that are not of the profile as a whole. */
  pagesOfSingleTools(): ResourcePlace[];
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
  const isUsable = (connection: ConnectionSnapshot) =>
    connection.status !== "paused" && !isBlocked(connection);
  const reaches = (connection: ConnectionSnapshot) => isInside(connection) && isUsable(connection);
  const connection = view.connection === undefined ? null : findConnection(snapshot, view.connection);
  const withTools = profile && new Set([...profile.tools.values()].map((tool) => tool.connection.id));
  const callable = connection
    ? [connection].filter((only) => !isBlocked(only))
    : [...snapshot.connectionsById.values()].filter(
        (each) => isUsable(each) && (isInside(each) || withTools?.has(each.id)),
      );
  return {
    snapshot,
    connection,
    connections: callable.filter(isInside),
    callable,
    isInside: (asked) => (!connection || asked === connection) && isInside(asked),
    pagesOfSingleTools() {
      const single = new Set(callable.filter((each) => !isInside(each)));
      return [...(profile?.tools.values() ?? [])].flatMap((tool) => {
        const uri = single.has(tool.connection) && isOffered(tool) ? appUri(tool.definition) : undefined;
        const isRefused = () =>
          decide(snapshot, { tool, actor, profileId: profile?.id ?? null }).action === "block";
        return uri === undefined || isRefused() ? [] : [{ connection: tool.connection, uri }];
      });
    },
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
