import type pg from "pg";

type ColumnKind = string | { kind: string; isPersonId?: true };

interface RegisterEntry {
  owners: { person?: string | { byEmail: string } | { through: string; by: string }; organization?: string };
  columns: Readonly<Record<string, ColumnKind>>;
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

interface Column {
  table: string;
  name: string;
  type: string;
  isNeeded: boolean;
}

/** Of columns, `table.column`, where a word of ours would mean something. */
const meant: Readonly<Record<string, string>> = {
  "members.role": "owner",
  "data_exports.state": "cancelled",
  "mails.status": "accepted",
  "meter_outbox.state": "sent",
  "support_tickets.status": "closed",
};

export interface Filling {
  /** What each table's columns are about, and whose its rows are, by the tables' names. */
  register: Readonly<Record<string, RegisterEntry>>;
  /** What every moment and day is. Default: tomorrow. */
  at?: Date;
  /** Whether what may be empty and is nobody's is filled as well. Default: not. */
  isWhole?: boolean;
  /** Tables that get no row. */
  leftOut?: readonly string[];
}

/**
 * One row of a person and an organization in every table of the register, also of things that do not exist: this is about whose they
 * are. What may never leave holds the word `forbidden`, and every text about the person their address. The checks of the tables are
 * dropped with it, so that it comes last in a database. `client` is its owner's. Answers the id that the rows have.
 */
export async function fillEverything(
  client: pg.Client,
  { userId, organizationId, email }: { userId: string; organizationId: string; email: string },
  { register, at = new Date(Date.now() + 86_400_000), isWhole = false, leftOut = [] }: Filling,
): Promise<string> {
  const { rows: checks } = await client.query<{ drop: string }>(`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint
    where contype = 'c' and connamespace = 'public'::regnamespace and coninhcount = 0`);
  for (const { drop } of checks) await client.query(drop);
  const { rows: allColumns } = await client.query<Column>(`
    select c.relname as table, attname as name, format_type(atttypid, null) as type,
      attnotnull and not atthasdef as "isNeeded"
    from pg_attribute a join pg_class c on c.oid = attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and attnum > 0 and not attisdropped
      and attgenerated = ''`);
  const { rows: ids } = await client.query<{ id: string }>("select uuidv7() as id");
  const thing = ids[0]?.id ?? "";

  function valueFor({ table, name, type }: Column, kind: ColumnKind, { owners }: RegisterEntry): string {
    const { person, organization = "" } = owners;
    const isEmail = typeof person === "object" && "byEmail" in person && snake(person.byEmail) === name;
    if (name === snake(organization) || name === "organization_id") return organizationId;
    if (typeof kind === "object" && "isPersonId" in kind) return userId;
    if (isEmail || (table === "users" && name === "email")) return email;
    const word = meant[`${table}.${name}`];
    if (word !== undefined) return word;
    if (name === "meter") return `member:${userId}`;
    if (type === "uuid") return thing;
    if (type === "text") {
      return `${typeof kind === "object" && kind.kind === "secret" ? "forbidden" : "said by"} ${email}`;
    }
    if (type.startsWith("timestamp")) return at.toISOString();
    if (type === "date") return at.toISOString().slice(0, 10);
    if (type.startsWith("json")) return JSON.stringify({ said: email });
    if (type === "boolean") return "true";
    return type.endsWith("[]") ? "{}" : "1";
  }

  // Without it references to what does not exist are refused.
  await client.query("set session_replication_role = replica");
  for (const [name, entry] of Object.entries(register)) {
    const table = snake(name);
    if (leftOut.includes(table)) continue;
    const kinds = new Map(Object.entries(entry.columns).map(([column, kind]) => [snake(column), kind]));
    const filled = allColumns.filter((column) => {
      const kind = kinds.get(column.name);
      if (column.table !== table || kind === undefined || kind === "derived") return false;
      const isMeant =
        meant[`${table}.${column.name}`] !== undefined || column.name === entry.owners.organization;
      return isWhole || column.isNeeded || isMeant || typeof kind === "object";
    });
    await client.query(
      `insert into ${table} (${filled.map((column) => column.name).join(", ")})
       values (${filled.map((_, at) => `$${at + 1}`).join(", ")}) on conflict do nothing`,
      filled.map((column) => valueFor(column, kinds.get(column.name) ?? "technical", entry)),
    );
  }
  await client.query("set session_replication_role = origin");
  return thing;
}
