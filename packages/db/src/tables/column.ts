import type { ColumnType, Generated } from "kysely";

export type { Generated };

/** `timestamptz`, read and written as an ISO 8601 string in UTC with milliseconds. */
export type Timestamp = string;

/** `json` (keys stay in their order) or `jsonb`: read as the parsed value, written as JSON text. */
export type Json<T = unknown> = ColumnType<T, string, string>;

/** `jsonb` with a default: may be left out of an insert. */
export type DefaultJson<T = unknown> = ColumnType<T, string | undefined, string>;
