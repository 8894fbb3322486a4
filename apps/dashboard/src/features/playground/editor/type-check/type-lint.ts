import { linter, lintKeymap } from "@codemirror/lint";
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { checkTypes } from "./check-types.ts";

/** After so long without a change the program is checked. */
const pauseMs = 250;

/** Says what the program is checked against from now on. Until then nothing is checked. */
export const setDeclarations = StateEffect.define<string>();

const field = StateField.define<string | null>({
  create: () => null,
  update(declarations, { effects }) {
    return effects.findLast((effect) => effect.is(setDeclarations))?.value ?? declarations;
  },
});

/** Underlines what the caller's tools and the language do not allow; F8 goes from one to the next. */
export function typeLint(): Extension {
  return [
    field,
    linter(
      async ({ state }) => {
        const declarations = state.field(field);
        if (declarations === null) return [];
        const problems = await checkTypes({ code: state.doc.toString(), declarations });
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
        needsRefresh: ({ startState, state }) => startState.field(field) !== state.field(field),
      },
    ),
    keymap.of(lintKeymap),
  ];
}
