import type { DataKey } from "@patchops/vault";
import { sql } from "kysely";
import type { Services } from "../../../context.ts";
import { sealedColumns } from "../sealed-columns.ts";
import { readSealed } from "./read-sealed.ts";

/**
 * Seals every secret of an organization with this data key. Row by row and without locks, so that nobody who stores or
 * renews a secret at the same moment waits in a circle: a text that was changed meanwhile is left as it is, since the newest
 * data key sealed it already. Answers how many rows it found. A system file: it is told the organization.
 */
export async function resealRows(
  { database, vault }: Services,
  organizationId: string,
  fresh: DataKey,
): Promise<number> {
  const { system } = database;
  const rows = await readSealed(system, organizationId);
  const stale = rows.filter(({ text }) => vault.dataKeyIdOf(text) !== fresh.id);
  if (stale.length === 0) return 0;
  // Read after the texts, so that the key of each is among them.
  const keys = await system
    .selectFrom("dataKeys")
    .select(["id", "wrapped", "masterKeyId"])
    .where("organizationId", "=", organizationId)
    .execute();
  let resealed = 0;
  for (const { place, id, text } of stale) {
    const sealedColumn = sealedColumns[place];
    const key = keys.find((known) => known.id === vault.dataKeyIdOf(text));
    // A text without its data key opens nowhere, before as after.
    if (sealedColumn === undefined || key === undefined) continue;
    const { table, column, field } = sealedColumn;
    const next = vault.reseal(key, fresh, { text, place: { organizationId, row: id, field } });
    await sql`
      update ${sql.table(table)} set ${sql.ref(column)} = ${next}
      where organization_id = ${organizationId} and id = ${id} and ${sql.ref(column)} = ${text}
    `.execute(system);
    resealed += 1;
  }
  return resealed;
}
