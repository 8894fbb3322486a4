import type { Actor, Services } from "../../context.ts";
import type { RunHeader } from "../log/stored-entry.ts";
import { actorOf } from "./actor-of.ts";

/**
 * In whose name a workflow's run goes on: as they stand by now, with no more than it began with. Throws `forbidden` where they may not act
 * any more.
 */
export function standingActor(
  { database }: Services,
  { actor, workflow }: { actor: RunHeader["actor"]; workflow: { name: string } },
): Promise<Actor> {
  const { organizationId, userId, scopes, profile } = actor;
  return database.withOrganization(organizationId, (trx) =>
    actorOf(trx, { organizationId, userId, scopes, name: workflow.name }, profile),
  );
}
