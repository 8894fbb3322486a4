import type { InstanceContents } from "@patchops/contract";
import type { Services } from "../../context.ts";

/** How much a restore would replace. A system file: it counts over all organizations. */
export async function instanceContents({ database }: Services): Promise<InstanceContents> {
  const counts = await database.system
    .selectNoFrom((query) => [
      query
        .selectFrom("organizations")
        .select((e) => e.fn.countAll<number>().as("n"))
        .as("organizations"),
      query
        .selectFrom("users")
        .select((e) => e.fn.countAll<number>().as("n"))
        .as("accounts"),
      query
        .selectFrom("connections")
        .select((e) => e.fn.countAll<number>().as("n"))
        .as("connections"),
    ])
    .executeTakeFirstOrThrow();
  return {
    organizations: counts.organizations ?? 0,
    accounts: counts.accounts ?? 0,
    connections: counts.connections ?? 0,
  };
}
