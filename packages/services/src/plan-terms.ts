import type { Plan } from "@patchops/contract";
import { type RawBuilder, sql } from "kysely";

/** What makes an organization's plan its own: read in one column beside `plan`. */
export interface PlanTerms {
  version: number | null;
  /** The plan as it was in that version; null = as it is now. */
  content: Partial<Plan> | null;
  /** Limits that the operator set and that hold now, by their fields. */
  overrides: Record<string, unknown> | null;
  allowsOverage: boolean;
  overageCapCents: number | null;
  /** A payment is missing for so long that the limits of Free hold. */
  isLimited: boolean;
}

/** Of the organization's row that is called `organization` in the query. */
export function planTerms(organization = "organizations"): RawBuilder<PlanTerms> {
  const column = (name: string) => sql.ref(`${organization}.${name}`);
  return sql<PlanTerms>`jsonb_build_object(
    'version', ${column("planVersion")},
    'content', (select content from plans where id = ${column("plan")} and version = ${column("planVersion")}),
    'overrides', (
      select jsonb_object_agg(field, value) from plan_overrides
      where organization_id = ${column("id")} and (ends_at is null or ends_at > now())),
    'allowsOverage', ${column("allowsOverage")},
    'overageCapCents', ${column("overageCapCents")},
    'isLimited', ${column("planLimitedAt")} is not null
  )`;
}
