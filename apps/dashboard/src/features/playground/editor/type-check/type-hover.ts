import type { Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip } from "@codemirror/view";
import { codeTip } from "../code-tip.ts";
import { askLanguage } from "./ask-language.ts";
import { programDeclarations } from "./program-declarations.ts";

/** The type of a name while the pointer rests on it. `isOther`: what another tooltip tells of. */
export function typeHover(isOther: (view: EditorView, position: number) => boolean): Extension {
  return hoverTooltip(async (view, position) => {
    const declarations = view.state.field(programDeclarations, false);
    if (!declarations || isOther(view, position)) return null;
    const question = {
      ask: "explain",
      code: view.state.doc.toString(),
      declarations,
      offset: position,
    } as const;
    const { explanation } = await askLanguage(question);
    if (!explanation || explanation.from < 0) return null;
    return {
      pos: explanation.from,
      end: Math.min(explanation.to, view.state.doc.length),
      above: true,
      create: () => ({ dom: codeTip({ code: explanation.text, words: explanation.description }) }),
    };
  });
}
