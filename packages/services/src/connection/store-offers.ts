import { isDeepStrictEqual } from "node:util";
import { newId } from "@patchops/contract";
import type { Tables, Transaction } from "@patchops/db";
import { exposedName } from "@patchops/protocol";
import type { Insertable } from "kysely";
import { storedJson } from "../stored-json.ts";
import { exposedUri } from "./exposed-uri.ts";

type Kind = Tables["offers"]["kind"];

/** What an upstream offers besides tools, as it sent it; null = it was not read. */
export type OfferLists = Record<Kind, Record<string, unknown>[] | null>;

/** The field that names an offer of its kind. */
const nameFields = { prompt: "name", resource: "uri", template: "uriTemplate" } as const;

/** Beyond this a list is no menu any more; what is not listed can be read all the same. */
const maxOffers = 1_000;
/** Longer ones fit no index. */
const maxNameLength = 2_000;

/**
 * Brings a connection's stored prompts, resources and templates in line with what its upstream offers now. A name once given
 * stays: one that is gone is only marked unavailable.
 */
export async function storeOffers(
  trx: Transaction,
  connection: { organizationId: string; id: string; slug: string },
  lists: OfferLists,
): Promise<{ changed: boolean }> {
  const { organizationId, id: connectionId, slug } = connection;
  const rows = await trx
    .selectFrom("offers")
    .select(["id", "connectionId", "kind", "original", "exposed", "definition", "isAvailable"])
    .where("organizationId", "=", organizationId)
    .execute();
  const now = new Date().toISOString();
  const fresh: Insertable<Tables["offers"]>[] = [];
  let changed = false;
  for (const kind of ["prompt", "resource", "template"] as const) {
    const definitions = lists[kind];
    if (definitions === null) continue;
    const taken = new Set(rows.filter((row) => row.kind === kind).map((row) => row.exposed));
    const own = new Map(
      rows
        .filter((row) => row.kind === kind && row.connectionId === connectionId)
        .map((row) => [row.original, row]),
    );
    const offered = new Set<string>();
    for (const definition of definitions) {
      const original = definition[nameFields[kind]];
      if (typeof original !== "string" || !isStorable(original) || offered.has(original)) continue;
      if (offered.size >= maxOffers) break;
      offered.add(original);
      const row = own.get(original);
      if (row?.isAvailable && isDeepStrictEqual(row.definition, definition)) continue;
      changed = true;
      const current = { definition: storedJson(definition), isAvailable: true, updatedAt: now };
      if (row) {
        await trx
          .updateTable("offers")
          .set(current)
          .where("organizationId", "=", organizationId)
          .where("id", "=", row.id)
          .execute();
        continue;
      }
      const exposed =
        kind === "prompt"
          ? exposedName({ connectionSlug: slug, originalName: original, taken })
          : exposedUri({ connectionSlug: slug, original, taken });
      taken.add(exposed);
      fresh.push({ organizationId, id: newId(), connectionId, kind, original, exposed, ...current });
    }
    const gone = [...own.values()].filter((row) => row.isAvailable && !offered.has(row.original));
    if (gone.length === 0) continue;
    changed = true;
    await trx
      .updateTable("offers")
      .set({ isAvailable: false, updatedAt: now })
      .where("organizationId", "=", organizationId)
      .where(
        "id",
        "in",
        gone.map((row) => row.id),
      )
      .execute();
  }
  if (fresh.length > 0) await trx.insertInto("offers").values(fresh).execute();
  return { changed };
}

function isStorable(name: string): boolean {
  return name !== "" && name.length <= maxNameLength && !name.includes("\0") && name.isWellFormed();
}
