import type { JsonObject } from "@patchops/protocol";
import { type ListKind, type ListLimits, listAll } from "./list-all.ts";
import type { Session } from "./session/session.ts";
import { UpstreamError } from "./upstream-error.ts";

/** What a server offers besides tools, as it sent it; null = it could not be read now. */
export interface Offers {
  prompt: JsonObject[] | null;
  resource: JsonObject[] | null;
  template: JsonObject[] | null;
}

/** All prompts, resources and templates. A list that fails is null: it does not take the tools with it. */
export async function listOffers(session: Session, limits: ListLimits): Promise<Offers> {
  async function read(what: ListKind): Promise<JsonObject[] | null> {
    try {
      return (await listAll(session, what, limits)).items;
    } catch (error) {
      if (error instanceof UpstreamError && error.code !== "cancelled") return null;
      throw error;
    }
  }
  const [prompt, resource, template] = await Promise.all([
    read("prompts"),
    read("resources"),
    read("resourceTemplates"),
  ]);
  return { prompt, resource, template };
}
