import type { Tables } from "@patchops/db";
import { type Kysely, sql } from "kysely";
import { sealedColumns } from "../sealed-columns.ts";

/** A sealed text; `place` is the index of its column among the sealed ones. */
interface SealedText {
  place: number;
  id: string;
  text: string;
}

/**
 * Every sealed text of an organization, by one question for all tables: an instance has thousands of organizations, most of
 * them with few secrets. A system file: it is told the organization.
 */
export async function readSealed(system: Kysely<Tables>, organizationId: string): Promise<SealedText[]> {
  const perColumn = sealedColumns.map(
    ({ table, column }, index) => sql`
      select ${sql.lit(index)} as place, id::text as id, ${sql.ref(column)} as text from ${sql.table(table)}
      where organization_id = ${organizationId} and ${sql.ref(column)} is not null`,
  );
  const { rows } = await sql<SealedText>`${sql.join(perColumn, sql` union all `)}`.execute(system);
  return rows;
}
