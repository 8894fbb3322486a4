import { emptyItem } from "../../ui/schema/form-value.ts";
import type { JsonSchema } from "../../ui/schema/json-schema.ts";
import { readFields } from "../../ui/schema/read-fields.ts";
import { shellWord } from "../tools/shell-word.ts";

interface WorkflowToStart {
  /** Where this instance is reached: `http://127.0.0.1:3000`. */
  url: string;
  name: string;
  /** undefined where it takes none. */
  input: unknown;
}

/** What has to be given, with values to be replaced; undefined where nothing has to be. */
export function leastInput(schema: JsonSchema | null): unknown {
  const needed = readFields(schema ?? {}).filter(({ isRequired }) => isRequired);
  if (needed.length === 0) return undefined;
  return Object.fromEntries(needed.map((field) => [field.name, emptyItem(field)]));
}

const argument = (input: unknown) => (input === undefined ? "" : `, ${JSON.stringify(input)}`);

/** Within another program. */
function programSnippet({ name, input }: WorkflowToStart): string {
  return `const result = await workflows.run(${JSON.stringify(name)}${argument(input)});`;
}

function sdkSnippet({ url, name, input }: WorkflowToStart): string {
  return `import { createClient } from "@patchops/sdk";

const client = createClient({ url: ${JSON.stringify(url)}, apiKey: process.env.PATCHOPS_API_KEY });
const run = client.workflows.run(${JSON.stringify(name)}${argument(input)});
const { status, result } = await run.result();
`;
}

function cliSnippet({ url, name, input }: WorkflowToStart): string {
  const given = input === undefined ? "" : ` --input ${shellWord(JSON.stringify(input))}`;
  return `PATCHOPS_URL=${shellWord(url)} npx patchops workflows run ${name}${given}`;
}

/** How code starts a workflow. The key is read from `PATCHOPS_API_KEY`, it is never part of the text. */
export const startSnippets = [
  { id: "program", label: "Program", make: programSnippet },
  { id: "sdk", label: "SDK", make: sdkSnippet },
  { id: "cli", label: "CLI", make: cliSnippet },
] as const;
