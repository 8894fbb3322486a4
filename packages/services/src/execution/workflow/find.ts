import { AppError, workflowConfigSchema } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/** Alike for unknown and foreign ones. */
export function unknownWorkflow(name: string): AppError {
  return new AppError("not_found", `There is no workflow named ${name}.`, {
    next: "`patchops workflows list` shows those that there are.",
  });
}

/** A workflow by its name, locked where it is to be changed. Throws `not_found`. */
export async function findWorkflow(
  trx: Transaction,
  { organizationId, name }: { organizationId: string; name: string },
  { isLocked = false }: { isLocked?: boolean } = {},
) {
  const row = await trx
    .selectFrom("workflows")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("name", "=", name)
    .$if(isLocked, (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw unknownWorkflow(name);
  return row;
}

/** One of its versions. Throws `not_found`. */
export async function findVersion(
  trx: Transaction,
  { organizationId, workflowId, version }: { organizationId: string; workflowId: string; version: number },
) {
  const row = await trx
    .selectFrom("workflowVersions")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("workflowId", "=", workflowId)
    .where("version", "=", version)
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError("not_found", `There is no version ${version}.`, {
      next: "`patchops workflows versions <name>` shows those that there are.",
    });
  }
  return { ...row, config: workflowConfigSchema.parse(row.config) };
}
