import { type RunSnippetInput, runSnippetInput } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { startExecution } from "../start.ts";
import { getSnippet } from "./get.ts";

/** Starts the program that has the name, with its saved input where none is given. Throws `not_found`, and as `startExecution` does. */
export async function runSnippet(
  context: Context,
  rawInput: RunSnippetInput,
): ReturnType<typeof startExecution> {
  requireAccess(context, "snippet.run");
  const { name, ...options } = runSnippetInput.parse(rawInput);
  const { code, input } = await getSnippet(context, { name });
  return startExecution(
    context,
    { ...options, code, ...(options.input === undefined && input !== undefined ? { input } : {}) },
    { snippet: name },
  );
}
