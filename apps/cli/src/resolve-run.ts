import type { Cli } from "./cli.ts";
import { resolveRef } from "./resolve-ref.ts";

/** As many as the server lists at once. */
const searched = 100;

/** The id of the run that is meant: a whole id as it is, the beginning of one among the newest runs. */
export async function resolveRun({ client, terminal }: Cli, ref: string): Promise<string> {
  if (/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(ref)) return ref;
  const request = { signal: terminal.interrupted };
  const { executions } = await client().execution.list.query({ limit: searched }, request);
  const found = resolveRef(executions, ref, {
    kind: "run",
    namesOf: ({ executionId }) => [executionId],
    next: `patchops executions list shows them; the beginning of an id is looked for among the newest ${searched}.`,
  });
  return found.executionId;
}
