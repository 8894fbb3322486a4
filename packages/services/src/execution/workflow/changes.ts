import { isDeepStrictEqual } from "node:util";
import { type WorkflowChange, workflowConfigSchema } from "@patchops/contract";

interface Compared {
  code: string;
  config: Record<string, unknown>;
}

/** What differs between two versions: the program as a whole, the settings by their names. Of a first one, what is set in it. */
export function changes(before: Compared | null, after: Compared): WorkflowChange[] {
  const found: WorkflowChange[] = [];
  if (before?.code !== after.code)
    found.push({ field: "program", before: before?.code ?? null, after: after.code });
  const known: Record<string, unknown> = before?.config ?? workflowConfigSchema.parse({});
  for (const field of Object.keys(after.config)) {
    const was = known[field];
    const is = after.config[field];
    if (isDeepStrictEqual(plain(was), plain(is))) continue;
    found.push({ field, before: before === null ? null : (was ?? null), after: is ?? null });
  }
  return found;
}

/** As it is stored. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));
