import { newId } from "@patchops/contract";
import type { Tables, Transaction } from "@patchops/db";
import { codeName, exposedName } from "@patchops/protocol";
import type { Insertable } from "kysely";
import { recordAudit } from "../audit/index.ts";
import { canonicalJson } from "../canonical-json.ts";
import { storedJson } from "../stored-json.ts";
import { takeTurns } from "../take-turns.ts";
import { definitionHash, isSameToCallers, nothingApproved, type ToolDefinition } from "./tool-hold.ts";

const batchSize = 500;

/**
 * Brings a connection's stored tools in line with what its upstream offers now. A name once given stays with its tool:
 * one that is gone is only marked unavailable and finds its old name again when it returns. A tool whose name no text
 * column can hold is left out. A definition that is not the one that was approved is held (S28).
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
      "heldHash",
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
  /** Names that code can write as they are: each is its own tool's, wherever that stands in the list. */
  const plainNames = new Set(
    offered.filter(({ name }) => !known.has(name) && codeName(name) === name).map(({ name }) => name),
  );
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
    const seen = row?.heldHash ?? row?.definitionHash;
    if (row?.isAvailable && seen === hash) continue;
    changed = true;
    const current = {
      definition: storedJson(definition),
      definitionHash: hash,
      heldDefinition: null,
      heldHash: null,
      heldAt: null,
      heldVerdict: null,
      isAvailable: true,
      updatedAt: now,
    };
    if (row) {
      const isHeld = row.heldHash === hash || (await isToBeHeld(trx, { organizationId, ...row }, definition));
      const held = { heldDefinition: storedJson(definition), heldHash: hash, heldAt: now, heldVerdict: null };
      if (isHeld && row.heldHash !== hash) {
        await recordHold(trx, { organizationId, ...row, before: row.definitionHash, after: hash });
      }
      await trx
        .updateTable("tools")
        .set(
          !isHeld ? current : { isAvailable: true, updatedAt: now, ...(row.heldHash === hash ? {} : held) },
        )
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
    const code = codeName(definition.name, {
      has: (name) => takenCodeNames.has(name) || (name !== definition.name && plainNames.has(name)),
    });
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
  const gone = own
    .filter((row) => row.isAvailable && !offeredNames.has(row.originalName))
    .map((row) => row.id);
  await holdRenamed(trx, { organizationId, fresh, gone });
  for (let start = 0; start < fresh.length; start += batchSize) {
    await trx
      .insertInto("tools")
      .values(fresh.slice(start, start + batchSize))
      .execute();
  }
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

/** Whether a known tool's definition waits for somebody to look at it. */
async function isToBeHeld(
  trx: Transaction,
  tool: { organizationId: string; id: string; definitionHash: string },
  definition: ToolDefinition,
): Promise<boolean> {
  if (tool.definitionHash === nothingApproved || tool.definitionHash === definitionHash(definition))
    return false;
  const approved = await trx
    .selectFrom("tools as t")
    .innerJoin("organizations as o", "o.id", "t.organizationId")
    .select(["t.definition", "o.holdsChanges"])
    .where("t.organizationId", "=", tool.organizationId)
    .where("t.id", "=", tool.id)
    .executeTakeFirstOrThrow();
  return approved.holdsChanges && !isSameToCallers(approved.definition, definition);
}

/** A tool that comes as another one goes, the same but for its name, is that one under another name: held like any change. */
async function holdRenamed(
  trx: Transaction,
  change: { organizationId: string; fresh: Insertable<Tables["tools"]>[]; gone: string[] },
): Promise<void> {
  const { organizationId, fresh, gone } = change;
  if (fresh.length === 0 || gone.length === 0) return;
  const approved = await trx
    .selectFrom("tools as t")
    .innerJoin("organizations as o", "o.id", "t.organizationId")
    .select(["t.exposedName", "t.definition", "t.definitionHash"])
    .where("t.organizationId", "=", organizationId)
    .where("t.id", "in", gone)
    .where("o.holdsChanges", "=", true)
    .where("t.definitionHash", "<>", nothingApproved)
    .execute();
  const byWords = new Map(approved.map((row) => [wordsOf(row.definition), row]));
  for (const row of fresh) {
    const words = wordsOf(JSON.parse(row.definition));
    const before = words === null ? undefined : byWords.get(words);
    if (!before) continue;
    await recordHold(trx, { ...row, before: before.definitionHash, after: row.definitionHash });
    Object.assign(row, {
      definition: storedJson(before.definition),
      definitionHash: before.definitionHash,
      heldDefinition: row.definition,
      heldHash: row.definitionHash,
      heldAt: row.updatedAt,
    });
  }
}

/** A definition without its name; null where it says too little to be told from others. */
function wordsOf({ name, title, ...rest }: Record<string, unknown>): string | null {
  return typeof rest.description === "string" && rest.description !== "" ? canonicalJson(rest) : null;
}

function recordHold(
  trx: Transaction,
  tool: { organizationId: string; id: string; exposedName: string; before: string; after: string },
): Promise<void> {
  const { organizationId, id, exposedName, before, after } = tool;
  const system = { organizationId, kind: "system", id: null, address: null, requestId: null } as const;
  return recordAudit(trx, system, {
    action: "tool.hold_definition",
    targetKind: "tool",
    targetId: id,
    data: { tool: exposedName, before, after },
  });
}
