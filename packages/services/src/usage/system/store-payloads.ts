import { arrayLiteral, type Database } from "@patchops/db";
import { sql } from "kysely";

export interface Payload {
  organizationId: string;
  eventId: string;
  arguments: unknown;
  result: unknown;
  hiddenFields: number;
}

/** Stores what was said in calls; a payload that is there already stays. */
export async function storePayloads(database: Database, payloads: readonly Payload[]): Promise<void> {
  await sql`
    insert into call_payloads (organization_id, event_id, arguments, result, hidden_fields, created_at)
    select *, now() from unnest(
      ${arrayLiteral(payloads.map((payload) => payload.organizationId))}::uuid[],
      ${arrayLiteral(payloads.map((payload) => payload.eventId))}::uuid[],
      ${arrayLiteral(payloads.map((payload) => JSON.stringify(payload.arguments ?? null)))}::json[],
      ${arrayLiteral(payloads.map((payload) => JSON.stringify(payload.result ?? null)))}::json[],
      ${arrayLiteral(payloads.map((payload) => payload.hiddenFields))}::integer[])
    on conflict do nothing
  `.execute(database.system);
}
