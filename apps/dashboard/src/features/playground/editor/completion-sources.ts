import { type CompletionSource, completeFromList, ifNotIn } from "@codemirror/autocomplete";
import { localCompletionSource, typescriptSnippets } from "@codemirror/lang-javascript";
import { completeTools } from "./tool-completions.ts";
import type { ToolTable } from "./tool-table.ts";
import { typeCompletions } from "./type-check/type-completions.ts";

/** What every program finds in the sandbox. */
const globals = [
  { label: "tools", type: "namespace", detail: "what is connected", boost: 5 },
  { label: "console", type: "namespace" },
  { label: "input", type: "variable", detail: "the run's input" },
  { label: "ToolError", type: "class" },
  ...[
    "await",
    "const",
    "let",
    "return",
    "async",
    "throw",
    "new",
    "typeof",
    "null",
    "undefined",
    "true",
    "false",
  ].map((label) => ({ label, type: "keyword" })),
];

const notHere = [
  "TemplateString",
  "String",
  "RegExp",
  "LineComment",
  "BlockComment",
  "VariableDefinition",
  "PropertyDefinition",
  "PropertyName",
  ".",
];

/** The caller's tools where they are meant, and only there; elsewhere the program's own names and the language. */
export function completionSources(table: () => ToolTable): readonly CompletionSource[] {
  const tools: CompletionSource = (context) => completeTools(context, table());
  const language = ifNotIn(notHere, completeFromList([...globals, ...typescriptSnippets]));
  const elsewhere =
    (source: CompletionSource): CompletionSource =>
    (context) =>
      tools(context) ? null : source(context);
  return [tools, elsewhere(typeCompletions), elsewhere(localCompletionSource), elsewhere(language)];
}
