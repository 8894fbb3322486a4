import pg from "pg";

const { builtins } = pg.types;
/** `bigint[]`, which the driver has no name for. */
const int8Array = 1016;
const parseTimestamp = pg.types.getTypeParser(builtins.TIMESTAMPTZ);

type Parse = (text: string) => unknown;

const textParsers = new Map<number, Parse>([
  [builtins.INT8, Number],
  [builtins.NUMERIC, Number],
  [builtins.DATE, (text) => text],
  [builtins.TIMESTAMPTZ, (text) => new Date(parseTimestamp(text)).toISOString()],
  [int8Array, (text) => (text === "{}" ? [] : text.slice(1, -1).split(",").map(Number))],
]);

/**
 * How our pools read columns: `bigint` and `numeric` as numbers, `timestamptz` as an ISO 8601 string in UTC with
 * milliseconds, `date` as `YYYY-MM-DD`. Given to a pool, never set for the whole process.
 */
export const columnParsers = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    const own = format === "binary" ? undefined : textParsers.get(oid);
    return own ?? pg.types.getTypeParser(oid, format);
  },
};
