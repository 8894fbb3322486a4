import type { Database, Transaction } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";
import type { ExportFile } from "../plan-files.ts";

type Row = Record<string, unknown>;

interface Shape {
  keys: readonly { name: string; type: string }[];
  /** Columns of any length. */
  wide: readonly string[];
}

const pageRows = 500;
/** Pages of large rows are shorter: about so much, as the database stores it, is in memory. */
const pageBytes = 1_048_576;

/** Reads a file's rows page by page, in the order of the table's key; `cursor` is the last row's key. Rows hold more than the file's columns. */
export interface RowReader {
  read(cursor: string | undefined): Promise<{ rows: Row[]; nextCursor: string | null }>;
}

/**
 * Reads the rows of an export, each page in a short transaction of its own: what changes meanwhile may be in it or not, and nobody
 * waits for it. A system file: what is a person's is of no organization. Rows of organizations are read as the app role, which sees
 * that one alone.
 */
export async function openRows(database: Database, file: ExportFile): Promise<RowReader> {
  const run = <T>(work: (trx: Transaction) => Promise<T>) =>
    file.organization === null
      ? database.system.transaction().execute(work)
      : database.withOrganization(file.organization.id, work);
  const shape = await run((trx) => shapeOf(trx, file.table));
  return {
    async read(cursor) {
      const found = await run((trx) => pageOf(trx, file, { shape, cursor }));
      const last = found.at(-1);
      const isLast = last === undefined || (found.length < pageRows && found.length === last.pageCount);
      return { rows: found, nextCursor: isLast ? null : JSON.stringify(last.rowCursor) };
    },
  };
}

async function shapeOf(trx: Transaction, table: string): Promise<Shape> {
  const name = table.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const { rows } = await sql<{ name: string; type: string; place: number | null; isWide: boolean }>`
    select a.attname::text as name, format_type(a.atttypid, null) as type,
      array_position(i.indkey::int2[], a.attnum) as place, a.attlen = -1 as "isWide"
    from pg_attribute a
    left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = ${name}::regclass and a.attnum > 0 and not a.attisdropped`.execute(trx);
  return {
    keys: rows
      .filter(({ place }) => place !== null)
      .toSorted((one, other) => (one.place ?? 0) - (other.place ?? 0)),
    wide: rows.filter(({ isWide }) => isWide).map(({ name }) => name),
  };
}

async function pageOf(
  trx: Transaction,
  file: ExportFile,
  { shape: { keys, wide }, cursor }: { shape: Shape; cursor: string | undefined },
): Promise<Row[]> {
  const list = (parts: readonly RawBuilder<unknown>[]) => sql.join(parts);
  const keyColumns = list(keys.map(({ name }) => sql.ref(`t.${name}`)));
  const size = sql.join(
    wide.map((name) => sql`coalesce(pg_column_size(${sql.ref(`t.${name}`)}), 0)`),
    sql` + `,
  );
  const after =
    cursor === undefined
      ? sql``
      : sql`and (${keyColumns}) > (${list(
          (JSON.parse(cursor) as string[]).map(
            (value, at) => sql`${value}::${sql.raw(keys[at]?.type ?? "text")}`,
          ),
        )})`;
  const { rows } = await sql<Row>`
    select * from (
      select ${list(file.columns.map((name) => sql.ref(name)))}, row_cursor,
        count(*) over () as page_count, sum(row_size) over (order by row_place) - row_size as bytes_before
      from (
        select t.*, array[${list(keys.map(({ name }) => sql`${sql.ref(`t.${name}`)}::text`))}] as row_cursor,
          (24 + ${wide.length === 0 ? sql`0` : size})::bigint as row_size,
          row_number() over (order by ${keyColumns}) as row_place
        from ${sql.table(file.table)} as t
        where ${whoseRows(file)} ${after}
        order by ${keyColumns} limit ${pageRows}
      ) as page
    ) as sized
    where bytes_before < ${pageBytes} order by bytes_before`.execute(trx);
  return rows;
}

/** The rows of the organization, of the person, or of the person in the organization. */
function whoseRows({ organization, person }: ExportFile): RawBuilder<boolean> {
  const conditions: RawBuilder<boolean>[] = [];
  if (organization !== null) {
    conditions.push(sql`${sql.ref(`t.${organization.column}`)} = ${organization.id}`);
  }
  if (person !== null) conditions.push(isPersons(person, organization?.id ?? null));
  if (conditions.length === 0) throw new Error("an export is of somebody");
  return sql`${sql.join(conditions, sql` and `)}`;
}

function isPersons(
  { path, id, email }: NonNullable<ExportFile["person"]>,
  organizationId: string | null,
): RawBuilder<boolean> {
  if (typeof path === "string") return sql`${sql.ref(`t.${path}`)} = ${id}`;
  if ("byEmail" in path) return sql`lower(${sql.ref(`t.${path.byEmail}`)}) = ${email}`;
  const own = sql`p.id = ${sql.ref(`t.${path.by}`)} and p.user_id = ${id}`;
  const within = organizationId === null ? sql`` : sql`and p.organization_id = ${organizationId}`;
  return sql`exists (select 1 from ${sql.table(path.through)} as p where ${own} ${within})`;
}
