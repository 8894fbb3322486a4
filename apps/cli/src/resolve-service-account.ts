import type { ServiceAccount } from "@patchops/contract";
import type { Cli } from "./cli.ts";
import { resolveRef } from "./resolve-ref.ts";

/** The service account that is meant by its name or id, or the beginning of one. */
export async function resolveServiceAccount(cli: Cli, ref: string): Promise<ServiceAccount> {
  const accounts = await cli
    .client()
    .serviceAccount.list.query(undefined, { signal: cli.terminal.interrupted });
  return resolveRef(accounts, ref, {
    kind: "service account",
    namesOf: ({ userId, name }) => [userId, name],
    next: "patchops service-accounts list",
  });
}
