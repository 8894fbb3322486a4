import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

/** A published workflow that MCP clients call as a tool, under its name: no other tool has one without an underscore. */
export interface WorkflowSnapshot {
  name: string;
  /** Clients that are held to another profile do not see it. */
  profile: string | null;
  /** As clients see it. */
  definition: Record<string, unknown>;
}

export async function loadWorkflows(
  trx: Transaction,
  organizationId: string,
): Promise<ReadonlyMap<string, WorkflowSnapshot>> {
  const rows = await trx
    .selectFrom("workflows as w")
    .innerJoin("workflowVersions as v", (join) =>
      join
        .onRef("v.organizationId", "=", "w.organizationId")
        .onRef("v.workflowId", "=", "w.id")
        .onRef("v.version", "=", "w.publishedVersion"),
    )
    .select(["w.name", "v.inputSchema", "v.outputSchema"])
    .select(sql<string>`v.config ->> 'description'`.as("description"))
    .select(sql<string | null>`v.config ->> 'profile'`.as("profile"))
    .where("w.organizationId", "=", organizationId)
    .where("w.pausedAt", "is", null)
    .where(sql<boolean>`(v.config ->> 'tool')::boolean`)
    .orderBy("w.name")
    .execute();
  return new Map(
    rows.map(({ name, profile, description, inputSchema, outputSchema }) => [
      name,
      {
        name,
        profile,
        definition: {
          description: description || `Runs the workflow ${name}.`,
          // MCP: arguments and structured results are objects.
          inputSchema: inputSchema?.type === "object" ? inputSchema : { type: "object" },
          ...(outputSchema?.type === "object" ? { outputSchema } : {}),
        },
      },
    ]),
  );
}
