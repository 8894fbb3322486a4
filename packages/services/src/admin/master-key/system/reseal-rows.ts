import type { DataKey } from "@patchops/vault";
import { sql } from "kysely";
import type { Services } from "../../../context.ts";
import { sealedColumns } from "../sealed-columns.ts";

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
  let resealed = 0;
  for (const { table, column, field } of sealedColumns) {
    const [from, sealed] = [sql.table(table), sql.ref(column)];
    const { rows } = await sql<{ id: string; text: string }>`
      select id, ${sealed} as text from ${from}
      where organization_id = ${organizationId} and ${sealed} is not null
    `.execute(system);
    const stale = rows.filter(({ text }) => vault.dataKeyIdOf(text) !== fresh.id);
    if (stale.length === 0) continue;
    // Read after the texts, so that the key of each is among them.
    const keys = await system
      .selectFrom("dataKeys")
      .select(["id", "wrapped", "masterKeyId"])
      .where("organizationId", "=", organizationId)
      .execute();
    for (const { id, text } of stale) {
      const key = keys.find((known) => known.id === vault.dataKeyIdOf(text));
      // A text without its data key opens nowhere, before as after.
      if (key === undefined) continue;
      const next = vault.reseal(key, fresh, { text, place: { organizationId, row: id, field } });
      await sql`
        update ${from} set ${sealed} = ${next}
        where organization_id = ${organizationId} and id = ${id} and ${sealed} = ${text}
      `.execute(system);
      resealed += 1;
    }
  }
  return resealed;
}
