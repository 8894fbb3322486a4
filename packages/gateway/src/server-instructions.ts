import { AppError } from "@patchops/contract";
import type { Context } from "@patchops/services";
import type { Endpoint } from "./endpoint.ts";
import { nameWithin } from "./name-within.ts";

/** Characters. */
const namesBudget = 1_000;

/** As short as that: the connections stand with `execute_code`. */
const inCodeMode =
  "Connected tools are called from programs: find them with search_tools, read their types with describe_tools, call them in execute_code.";

/**
 * What a client may tell its model about this endpoint: a connection's own words, or how the tools of all are named.
 * Throws `not_found` for a connection that does not exist.
 */
export async function serverInstructions(context: Context, endpoint: Endpoint): Promise<string | null> {
  const snapshot = await context.services.snapshots.get(context.actor.organizationId);
  if (endpoint.connection !== undefined) {
    const connection =
      snapshot.connectionsBySlug.get(endpoint.connection) ??
      snapshot.connectionsById.get(endpoint.connection);
    if (connection) return connection.instructions;
    throw new AppError("not_found", "There is no such connection.", {
      next: "The connections page shows the address of each.",
    });
  }
  const { profile: slugOfProfile } = context.actor;
  const profile = slugOfProfile === null ? undefined : snapshot.profilesBySlug.get(slugOfProfile);
  if (profile?.isCodeMode) return inCodeMode;
  const inside = profile && new Set([...profile.tools.values()].map(({ connection }) => connection.id));
  const names = [...snapshot.connectionsBySlug.values()]
    .filter(({ id }) => inside?.has(id) ?? true)
    .map(({ slug, name }) => (slug === name ? slug : `${slug} (${name})`));
  const { text, others } = nameWithin(names, namesBudget);
  return [
    "These tools come from several servers; the first part of a tool's name is its server's.",
    ...(names.length === 0
      ? ["No server is connected yet."]
      : [`Connected: ${text}${others > 0 ? ` and ${others} more` : ""}.`]),
    "When a call fails, its text says whether it was sent: one that was not can be repeated safely.",
  ].join(" ");
}
