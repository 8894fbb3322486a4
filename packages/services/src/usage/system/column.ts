import { arrayLiteral } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";

/** Values of one column of a batch, as `unnest` takes them. */
export function column(
  type: string,
  values: readonly (string | number | boolean | null)[],
): RawBuilder<unknown> {
  return sql`${arrayLiteral(values)}::${sql.raw(type)}[]`;
}
