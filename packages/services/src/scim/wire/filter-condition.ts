import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { ScimFilter, ScimOperator, ScimValue } from "./parse-filter.ts";
import { scimError } from "./scim-error.ts";

/** How an attribute is compared in SQL. `exact`: with its case (RFC 7643, `caseExact`). */
interface ScimColumn {
  kind: "text" | "exact" | "time" | "boolean";
  sql: RawBuilder<unknown>;
}

export interface ScimColumns {
  /** By the attribute's name in small letters. */
  columns: Readonly<Record<string, ScimColumn>>;
  /** Attributes with several values: whether one fits the condition, which is told what its sub-attributes are in SQL. */
  elements: Readonly<
    Record<
      string,
      {
        columns: Readonly<Record<string, ScimColumn>>;
        exists: (fits: Expression<SqlBool>) => RawBuilder<SqlBool>;
      }
    >
  >;
}

/** A filter as a condition of SQL. Throws `invalidFilter` for attributes that cannot be asked for. */
export function filterCondition(filter: ScimFilter, known: ScimColumns): RawBuilder<SqlBool> {
  switch (filter.kind) {
    case "and":
    case "or": {
      const parts = filter.parts.map((part) => filterCondition(part, known));
      return sql`(${sql.join(parts, filter.kind === "and" ? sql` and ` : sql` or `)})`;
    }
    case "not":
      return sql`not coalesce(${filterCondition(filter.part, known)}, false)`;
    case "element": {
      const element = known.elements[filter.attribute];
      if (element === undefined) throw unknownAttribute(filter.attribute);
      return element.exists(filterCondition(filter.part, { columns: element.columns, elements: {} }));
    }
    case "present":
    case "compare": {
      const { attribute } = filter;
      // Of a dotted name, or one whose values are meant, some value fits.
      const [name = "", sub = "value"] = attribute.split(".");
      const element = known.elements[name];
      if (element !== undefined) {
        return element.exists(
          filterCondition({ ...filter, attribute: sub }, { columns: element.columns, elements: {} }),
        );
      }
      const column = known.columns[attribute];
      if (column === undefined) throw unknownAttribute(attribute);
      return filter.kind === "present"
        ? sql`coalesce(${column.sql}::text, '') <> ''`
        : comparison(column, filter.operator, filter.value);
    }
  }
}

function unknownAttribute(attribute: string) {
  return scimError("invalidFilter", `${JSON.stringify(attribute)} cannot be filtered by.`);
}

const symbols = { gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` } as const;

function comparison(column: ScimColumn, operator: ScimOperator, value: ScimValue): RawBuilder<SqlBool> {
  if (value === null) {
    if (operator === "eq") return sql`${column.sql} is null`;
    if (operator === "ne") return sql`${column.sql} is not null`;
    throw scimError("invalidFilter", "null is compared by eq and ne alone.");
  }
  const [left, right] = operands(column, value);
  switch (operator) {
    case "eq":
      return sql`coalesce(${left} = ${right}, false)`;
    case "ne":
      return sql`${left} is distinct from ${right}`;
    case "gt":
    case "ge":
    case "lt":
    case "le":
      if (column.kind === "boolean")
        throw scimError("invalidFilter", "A boolean is neither less nor greater.");
      return sql`coalesce(${left} ${symbols[operator]} ${right}, false)`;
    default:
      if (column.kind !== "text" && column.kind !== "exact") {
        throw scimError("invalidFilter", `Only texts are compared by ${operator}.`);
      }
      return sql`coalesce(${partOf(operator, left, right)}, false)`;
  }
}

function partOf(operator: "co" | "sw" | "ew", left: RawBuilder<unknown>, right: RawBuilder<unknown>) {
  if (operator === "co") return sql`strpos(${left}, ${right}) > 0`;
  if (operator === "sw") return sql`starts_with(${left}, ${right})`;
  return sql`right(${left}, length(${right})) = ${right}`;
}

function operands(
  column: ScimColumn,
  value: string | number | boolean,
): [RawBuilder<unknown>, RawBuilder<unknown>] {
  const { kind, sql: left } = column;
  if (kind === "boolean") {
    const lower = String(value).toLowerCase();
    if (lower !== "true" && lower !== "false")
      throw scimError("invalidFilter", "It is compared with true or false.");
    return [left, sql`${lower === "true"}::boolean`];
  }
  if (kind === "time") {
    if (typeof value !== "string" || !Number.isFinite(Date.parse(value))) {
      throw scimError("invalidFilter", "A moment is written as 2026-01-31T12:00:00Z.");
    }
    return [left, sql`${new Date(value).toISOString()}::timestamptz`];
  }
  if (String(value).includes("\0")) throw scimError("invalidFilter", "A text has no NUL character.");
  if (kind === "exact") return [sql`${left}::text`, sql`${String(value)}::text`];
  return [sql`lower(${left}::text)`, sql`lower(${String(value)}::text)`];
}
