import type { CredentialInput } from "@patchops/contract";
import { usageError } from "./usage-error.ts";

export interface CredentialOptions {
  bearer?: string;
  header?: readonly string[];
}

/** Collects an option that may be given more than once. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** `--bearer TOKEN` or `--header "Name: value"`, as the contract takes them; undefined when neither is given. */
export function parseCredential({ bearer, header = [] }: CredentialOptions): CredentialInput | undefined {
  if (bearer !== undefined && header.length > 0) {
    throw usageError("Give --bearer or --header, not both.");
  }
  if (bearer !== undefined) return { kind: "bearer", token: bearer };
  if (header.length === 0) return undefined;
  return { kind: "headers", headers: Object.fromEntries(header.map(parseHeader)) };
}

function parseHeader(text: string): [string, string] {
  const colon = text.indexOf(":");
  if (colon < 1)
    throw usageError(`${JSON.stringify(text)} is no header.`, `Write it as --header "X-Api-Key: …"`);
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}
