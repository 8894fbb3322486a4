import { plans } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { planContent } from "../plan-content.ts";

/**
 * Keeps the plan table as versions: what differs from all that were before is a new one, so that organizations which have an older one
 * keep it. Nodes of two releases side by side make no version twice. A system file: plans are no organization's.
 */
export async function storePlans(database: Database): Promise<void> {
  const rows = Object.entries(plans).map(([id, plan]) => ({ id, ...planContent(plan) }));
  await database.system.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('store_plans'))`.execute(trx);
    for (const { id, content, contentHash } of rows) {
      await sql`
        insert into plans (id, version, content_hash, content)
        select ${id}, coalesce(max(version), 0) + 1, ${contentHash}, ${content}::jsonb from plans where id = ${id}
        on conflict (id, content_hash) do nothing
      `.execute(trx);
    }
  });
}
