import { type RawBuilder, sql } from "kysely";
import type { UsageRecord } from "./meter.ts";

/** How and where a call failed, as one word of day totals: `<outcome> <code> <connection>.<tool>`; none of its first two holds a space. */
export interface FailureKey {
  outcome: string;
  errorCode: string | null;
  /** Slug; null where no tool of ours was named. */
  connection: string | null;
  tool: string | null;
}

export function errorKey({ outcome, errorCode, connectionId, connectionSlug, tool }: UsageRecord): string {
  return `${outcome} ${errorCode ?? ""} ${connectionId === null ? "" : `${connectionSlug ?? ""}.${tool ?? ""}`}`;
}

/** The same of a row of `usage_events as e`. */
export const errorKeyOfEvent: RawBuilder<string> = sql`e.outcome || ' ' || coalesce(e.error_code, '') || ' ' ||
  case when e.connection_id is null then '' else coalesce(e.connection_slug, '') || '.' || coalesce(e.tool, '') end`;

export function readErrorKey(key: string): FailureKey {
  const [outcome = "", code = "", ...rest] = key.split(" ");
  const place = rest.join(" ");
  const dot = place.indexOf(".");
  return {
    outcome,
    errorCode: code || null,
    connection: dot < 0 ? null : place.slice(0, dot),
    tool: dot < 0 ? null : place.slice(dot + 1),
  };
}
