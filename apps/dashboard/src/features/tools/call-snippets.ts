import { shellWord } from "./shell-word.ts";

export interface CallToCopy {
  /** Where this instance is reached: `http://127.0.0.1:3000`. */
  url: string;
  /** The exposed name. */
  name: string;
  arguments: Record<string, unknown>;
}

/** `patchops call …`. */
export function cliSnippet(call: CallToCopy): string {
  return `PATCHOPS_URL=${shellWord(call.url)} npx patchops call ${shellWord(call.name)} --args ${shellWord(JSON.stringify(call.arguments))}`;
}

/** A module of the SDK that makes the call. */
export function sdkSnippet(call: CallToCopy): string {
  return `import { createClient } from "@patchops/sdk";

const client = createClient({ url: ${JSON.stringify(call.url)}, apiKey: process.env.PATCHOPS_API_KEY });
const { result } = await client.tools.call(${JSON.stringify(call.name)}, ${JSON.stringify(call.arguments, null, 2)});
console.log(result);
`;
}

/** One POST that any machine with curl can send. The key stays in the environment. */
export function curlSnippet(call: CallToCopy): string {
  const body = JSON.stringify({ name: call.name, arguments: call.arguments });
  return [
    `curl ${shellWord(`${call.url}/trpc/tool.invoke`)}`,
    '-H "Authorization: Bearer $PATCHOPS_API_KEY"',
    "-H 'Content-Type: application/json'",
    `-d ${shellWord(body)}`,
  ].join(" \\\n  ");
}
