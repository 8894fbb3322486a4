import type { AddConnectionInput, CredentialInput } from "@patchops/contract";
import type { Cli } from "./cli.ts";
import { usageError } from "./usage-error.ts";

/** The key for a catalog entry in the header that the entry names: `--bearer KEY` is all that anybody has to know. */
export async function withHeaderOf(
  cli: Cli,
  target: AddConnectionInput["target"],
  credential: CredentialInput | undefined,
): Promise<CredentialInput | undefined> {
  if (target.kind !== "catalog") return credential;
  const { entries } = await cli
    .client()
    .catalog.list.query({ search: target.entry }, { signal: cli.terminal.interrupted });
  const entry = entries.find(({ slug }) => slug === target.entry);
  if (entry === undefined || !("isRequired" in entry.auth)) return credential;
  if (credential === undefined && entry.auth.isRequired) {
    throw usageError(
      `${entry.name} wants a key.`,
      `Add it with --bearer KEY; see ${entry.docs ?? entry.source}`,
    );
  }
  if (credential?.kind !== "bearer" || entry.auth.kind !== "api_key") return credential;
  return { kind: "headers", headers: { [entry.auth.header]: credential.token } };
}
