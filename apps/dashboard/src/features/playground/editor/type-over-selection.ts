import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/**
 * Puts what is typed over a selection into the document itself. Left to the browser, the new text would keep the old one's
 * colours by a `style` attribute, which the content security policy reports.
 */
export function typeOverSelection(): Extension {
  return EditorView.domEventHandlers({
    beforeinput(event, view) {
      const { data, inputType } = event;
      const { from, to, empty } = view.state.selection.main;
      if (inputType !== "insertText" || data === null || empty || view.state.readOnly) return false;
      event.preventDefault();
      const insert = () => view.state.update(view.state.replaceSelection(data), { userEvent: "input.type" });
      const isHandled = view.state
        .facet(EditorView.inputHandler)
        .some((handle) => handle(view, from, to, data, insert));
      if (!isHandled) view.dispatch(insert());
      return true;
    },
  });
}
