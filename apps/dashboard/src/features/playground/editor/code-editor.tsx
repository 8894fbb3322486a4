import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useEffectEvent, useRef } from "react";
import { cspNonce } from "../../../csp-nonce.ts";
import { completionSources } from "./completion-sources.ts";
import { editorTheme } from "./editor-theme.ts";
import { type ErrorMark, errorMark, setErrorMark } from "./error-mark.ts";
import { findToolAt } from "./find-tool-at.ts";
import { toolHover } from "./tool-hover.ts";
import type { ToolTable } from "./tool-table.ts";
import { programDeclarations, setDeclarations } from "./type-check/program-declarations.ts";
import { typeHover } from "./type-check/type-hover.ts";
import { typeLint } from "./type-check/type-lint.ts";
import { typeOverSelection } from "./type-over-selection.ts";

export interface CodeEditorProps {
  label: string;
  /** The text at first. A new `documentId` replaces the text; what is typed never comes back through here. */
  code: string;
  documentId: string;
  onChange?: (code: string) => void;
  /** ⌘↵. */
  onRun?: () => void;
  tools?: ToolTable;
  /** What the program is checked against; without it nothing is checked. */
  declarations?: string | undefined;
  error?: ErrorMark | undefined;
  /** Shows a place and puts the cursor there, both from 1; a new object asks again. */
  goTo?: { line: number; column?: number | undefined } | undefined;
  isReadOnly?: boolean;
}

const noTools: ToolTable = new Map();

/** TypeScript with the caller's own tools. Escape, then Tab leaves it by keyboard. */
export function CodeEditor(props: CodeEditorProps) {
  const { label, code, documentId, tools = noTools, declarations, error, goTo, isReadOnly = false } = props;
  const parent = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const table = useRef(tools);
  const change = useEffectEvent((text: string) => props.onChange?.(text));
  const run = useEffectEvent(() => props.onRun?.());
  const first = useEffectEvent(() => code);

  useEffect(() => {
    table.current = tools;
  }, [tools]);

  // Another document is another editor, with a history of its own.
  useEffect(() => {
    if (!parent.current) return;
    const nonce = cspNonce();
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: first(),
        extensions: [
          nonce ? EditorView.cspNonce.of(nonce) : [],
          Prec.highest(
            keymap.of([
              {
                key: "Mod-Enter",
                run: () => {
                  run();
                  return true;
                },
              },
              { key: "Tab", run: acceptCompletion },
            ]),
          ),
          lineNumbers(),
          foldGutter(),
          highlightActiveLineGutter(),
          highlightActiveLine(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          typeOverSelection(),
          highlightSelectionMatches(),
          autocompletion({
            icons: false,
            activateOnTypingDelay: 30,
            override: completionSources(() => table.current),
          }),
          javascript({ typescript: true }),
          programDeclarations,
          toolHover(() => table.current),
          isReadOnly
            ? []
            : typeHover((view, position) => findToolAt(view, position, table.current) !== undefined),
          errorMark(),
          isReadOnly ? [] : typeLint(),
          editorTheme(),
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...foldKeymap,
            ...completionKeymap,
            indentWithTab,
          ]),
          EditorState.readOnly.of(isReadOnly),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            "aria-label": label,
            tabindex: "0",
            "aria-description": "Press Escape, then Tab, to leave the editor.",
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change(update.state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      view.destroy();
      editor.current = null;
    };
  }, [documentId, isReadOnly, label]);

  useEffect(() => {
    if (declarations !== undefined) editor.current?.dispatch({ effects: setDeclarations.of(declarations) });
  }, [declarations, documentId]);

  const { line, column, message } = error ?? {};
  // A new document starts without the mark.
  useEffect(() => {
    const mark = line === undefined || message === undefined ? null : { line, column, message };
    editor.current?.dispatch({ effects: setErrorMark.of(mark) });
  }, [line, column, message, documentId]);

  useEffect(() => {
    const view = editor.current;
    if (!goTo || !view || goTo.line > view.state.doc.lines) return;
    const place = view.state.doc.line(goTo.line);
    const anchor = Math.min(place.from + Math.max(0, (goTo.column ?? 1) - 1), place.to);
    view.dispatch({ selection: { anchor }, scrollIntoView: true });
    view.focus();
  }, [goTo]);

  return <div ref={parent} className="h-full min-h-0 min-w-0 overflow-hidden" />;
}
