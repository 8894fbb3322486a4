import { isDeepStrictEqual } from "node:util";
import type { WorkflowChange } from "@patchops/contract";

interface Compared {
  code: string;
  config: Record<string, unknown>;
}

/** What differs between two versions: the program as a whole, the settings by their names. */
export function changes(before: Compared | null, after: Compared): WorkflowChange[] {
  const found: WorkflowChange[] = [];
  if (before?.code !== after.code)
    found.push({ field: "program", before: before?.code ?? null, after: after.code });
  for (const field of Object.keys(after.config)) {
    const was = before?.config[field];
    const is = after.config[field];
    if (!isDeepStrictEqual(plain(was), plain(is)))
      found.push({ field, before: was ?? null, after: is ?? null });
  }
  return found;
}

/** As it is stored. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));
