import type { ApiKey } from "@patchops/contract";
import type { Cli } from "./cli.ts";
import { resolveRef } from "./resolve-ref.ts";

/** The API key that is meant by its id, prefix or name, or the beginning of one. */
export async function resolveKey(cli: Cli, ref: string): Promise<ApiKey> {
  const keys = await cli.client().apiKey.list.query(undefined, { signal: cli.terminal.interrupted });
  return resolveRef(keys, ref, {
    kind: "key",
    namesOf: ({ id, prefix, name }) => [id, prefix, name],
    next: "patchops keys list",
  });
}
