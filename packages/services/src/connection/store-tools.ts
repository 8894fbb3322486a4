import { createHash } from "node:crypto";
import { newId } from "@patchops/contract";
import type { Tables, Transaction } from "@patchops/db";
import { codeName, exposedName } from "@patchops/protocol";
import type { Insertable } from "kysely";
import { storedJson } from "../stored-json.ts";
import { takeTurns } from "../take-turns.ts";

export type ToolDefinition = { name: string } & Record<string, unknown>;

const batchSize = 500;

/**
 * SHA-256 over the definition with its keys sorted, so that a re-ordered answer is no change. The version before it has
 * definitions that were stored with sorted keys stored anew.
 */
function definitionHash(definition: unknown): string {
  const ordered = JSON.stringify(definition, (_key, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return `2:${createHash("sha256").update(ordered).digest("hex")}`;
}

/**
 * Brings a connection's stored tools in line with what its upstream offers now. A name once given stays with its tool:
 * one that is gone is only marked unavailable and finds its old name again when it returns. A tool whose name no text
 * column can hold is left out.
 */
export async function storeTools(
  trx: Transaction,
  connection: { organizationId: string; id: string; slug: string },
  offered: readonly ToolDefinition[],
): Promise<{ available: number; changed: boolean }> {
  const { organizationId } = connection;
  const rows = await trx
    .selectFrom("tools")
    .select([
      "id",
      "connectionId",
      "originalName",
      "exposedName",
      "codeName",
      "definitionHash",
      "isAvailable",
    ])
    .where("organizationId", "=", organizationId)
    .execute();
  // A profile's own names are taken too: a tool that comes later must not want one of them.
  const renamed = await trx
    .selectFrom("profileTools")
    .select("exposedName")
    .where("organizationId", "=", organizationId)
    .where("exposedName", "is not", null)
    .execute();
  const takenNames = new Set([...rows, ...renamed].map((row) => row.exposedName));
  const own = rows.filter((row) => row.connectionId === connection.id);
  const known = new Map(own.map((row) => [row.originalName, row]));
  const takenCodeNames = new Set(own.map((row) => row.codeName));
  const now = new Date().toISOString();
  const offeredNames = new Set<string>();
  const fresh: Insertable<Tables["tools"]>[] = [];
  let changed = false;
  const othersFirst = takeTurns();

  for (const definition of offered) {
    await othersFirst();
    if (offeredNames.has(definition.name)) continue;
    if (definition.name.includes("\0") || !definition.name.isWellFormed()) continue;
    offeredNames.add(definition.name);
    const hash = definitionHash(definition);
    const row = known.get(definition.name);
    if (row?.isAvailable && row.definitionHash === hash) continue;
    changed = true;
    const current = {
      definition: storedJson(definition),
      definitionHash: hash,
      isAvailable: true,
      updatedAt: now,
    };
    if (row) {
      await trx
        .updateTable("tools")
        .set(current)
        .where("organizationId", "=", organizationId)
        .where("id", "=", row.id)
        .execute();
      continue;
    }
    const exposed = exposedName({
      connectionSlug: connection.slug,
      originalName: definition.name,
      taken: takenNames,
    });
    const code = codeName(definition.name, takenCodeNames);
    takenNames.add(exposed);
    takenCodeNames.add(code);
    fresh.push({
      organizationId,
      id: newId(),
      connectionId: connection.id,
      originalName: definition.name,
      exposedName: exposed,
      codeName: code,
      ...current,
    });
  }
  for (let start = 0; start < fresh.length; start += batchSize) {
    await trx
      .insertInto("tools")
      .values(fresh.slice(start, start + batchSize))
      .execute();
  }
  const gone = own
    .filter((row) => row.isAvailable && !offeredNames.has(row.originalName))
    .map((row) => row.id);
  if (gone.length > 0) {
    changed = true;
    await trx
      .updateTable("tools")
      .set({ isAvailable: false, updatedAt: now })
      .where("organizationId", "=", organizationId)
      .where("id", "in", gone)
      .execute();
  }
  return { available: offeredNames.size, changed };
}
