import { type Extension, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

export interface ErrorMark {
  /** From 1. */
  line: number;
  /** From 1. */
  column?: number | undefined;
  message: string;
}

/** Marks the line of a run's error; null takes the mark away. */
export const setErrorMark = StateEffect.define<ErrorMark | null>();

class MessageWidget extends WidgetType {
  readonly message: string;
  constructor(message: string) {
    super();
    this.message = message;
  }
  override eq(other: MessageWidget): boolean {
    return other.message === this.message;
  }
  override toDOM(): HTMLElement {
    const element = document.createElement("div");
    element.className = "cm-error-message";
    // The message may hold what an upstream said: it is text, never markup.
    element.textContent = this.message;
    return element;
  }
}

const field = StateField.define<DecorationSet>({
  create: () => RangeSet.empty,
  update(marks, transaction) {
    let next = marks;
    if (transaction.docChanged) {
      next = marks.map(transaction.changes);
      // Who changes the line is mending it: the old message would only be in the way.
      const cursor = next.iter();
      if (cursor.value) {
        const line = transaction.state.doc.lineAt(Math.min(cursor.from, transaction.state.doc.length));
        let isTouched = false;
        transaction.changes.iterChangedRanges((_fromA, _toA, fromB, toB) => {
          isTouched ||= fromB <= line.to && toB >= line.from;
        });
        if (isTouched) next = RangeSet.empty;
      }
    }
    for (const effect of transaction.effects) {
      if (!effect.is(setErrorMark)) continue;
      const { doc } = transaction.state;
      const mark = effect.value;
      if (!mark || mark.line < 1 || mark.line > doc.lines) {
        next = RangeSet.empty;
        continue;
      }
      const line = doc.line(mark.line);
      next = Decoration.set([
        Decoration.line({ class: "cm-error-line" }).range(line.from),
        Decoration.widget({ widget: new MessageWidget(mark.message), block: true, side: 1 }).range(line.to),
      ]);
    }
    return next;
  },
  provide: (self) => EditorView.decorations.from(self),
});

export function errorMark(): Extension {
  return field;
}
