import { StateEffect, StateField } from "@codemirror/state";

/** Says what the program is checked against from now on. Until then nothing is known of its types. */
export const setDeclarations = StateEffect.define<string>();

/** What the program finds besides the language; null until it is known. */
export const programDeclarations = StateField.define<string | null>({
  create: () => null,
  update(declarations, { effects }) {
    return effects.findLast((effect) => effect.is(setDeclarations))?.value ?? declarations;
  },
});
