import type { Completion, CompletionSource } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { codeTip } from "../code-tip.ts";
import { askLanguage } from "./ask-language.ts";
import { programDeclarations } from "./program-declarations.ts";

/** The compiler's kinds of names, as the list shows them. */
const types: Record<string, string> = {
  method: "method",
  function: "function",
  property: "property",
  getter: "property",
  string: "enum",
};

/** Places where a name or a text is expected, other than behind a dot. */
const places = new Set(["PropertyDefinition", "ObjectExpression", "String"]);

/** Members of what an expression is, the keys of an object and the texts that may stand in one, as the compiler knows them. */
export const typeCompletions: CompletionSource = async (context) => {
  const { state, pos } = context;
  const declarations = state.field(programDeclarations, false);
  if (!declarations) return null;
  const typed = context.matchBefore(/[\w$]*$/)?.from ?? pos;
  const isMember = state.sliceDoc(typed - 1, typed) === ".";
  const place = syntaxTree(state).resolveInner(pos, -1);
  const isWanted =
    isMember || (places.has(place.name) && (context.explicit || typed < pos || place.name === "String"));
  if (!isWanted) return null;
  const program = { code: state.doc.toString(), declarations, offset: pos };
  const { completions } = await askLanguage({ ask: "complete", ...program });
  if (!completions || context.aborted) return null;
  const from = place.name === "String" ? place.from + 1 : typed;
  return {
    from,
    options: completions.entries.map(
      ({ name, kind, isOptional }): Completion => ({
        label: name,
        type: types[kind] ?? "variable",
        ...(isOptional && { detail: "optional" }),
        info: async () => {
          const { description } = await askLanguage({ ask: "describe", name, ...program });
          return description
            ? { dom: codeTip({ code: description.text, words: description.description }) }
            : null;
        },
      }),
    ),
    validFor: place.name === "String" ? /^[^"'`]*$/ : /^[\w$]*$/,
  };
};
