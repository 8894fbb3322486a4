import { linter, lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { askLanguage } from "./ask-language.ts";
import { programDeclarations } from "./program-declarations.ts";

/** After so long without a change the program is checked. */
const pauseMs = 250;

/** Underlines what the caller's tools and the language do not allow; F8 goes from one to the next. */
export function typeLint(): Extension {
  return [
    linter(
      async ({ state }) => {
        const declarations = state.field(programDeclarations);
        if (declarations === null) return [];
        const question = { ask: "check", code: state.doc.toString(), declarations } as const;
        const { problems = [] } = await askLanguage(question);
        return problems.map(({ meant, ...problem }) => ({
          ...problem,
          severity: "error",
          actions:
            meant === undefined
              ? []
              : [
                  {
                    name: `Change to ${meant}`,
                    apply: (view, from, to) =>
                      view.dispatch({ changes: { from, to, insert: meant }, userEvent: "input.complete" }),
                  },
                ],
        }));
      },
      {
        delay: pauseMs,
        needsRefresh: ({ startState, state }) =>
          startState.field(programDeclarations) !== state.field(programDeclarations),
      },
    ),
    keymap.of(lintKeymap),
  ];
}
