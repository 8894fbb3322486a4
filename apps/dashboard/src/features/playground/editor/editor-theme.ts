import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const mono = '"Geist Mono Variable", "Geist Mono Fallback", ui-monospace, monospace';

/** Colours are the page's own variables, so one theme serves light and dark. */
const look = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", backgroundColor: "var(--background)", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: mono,
    fontVariantLigatures: "none",
    lineHeight: "20px",
    // Here rather than on the content: the numbers take that one up only with the first change.
    paddingTop: "8px",
  },
  ".cm-content": { padding: "0 0 8px", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px 0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "1.5px" },
  ".cm-gutters": { backgroundColor: "var(--background)", color: "var(--muted)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 4px 0 12px", minWidth: "28px" },
  ".cm-foldGutter .cm-gutterElement": { padding: "0 2px", width: "14px" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--hover) 55%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 26%, transparent)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 14%, transparent)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--accent) 18%, transparent)",
    outline: "1px solid color-mix(in srgb, var(--accent) 40%, transparent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--error-tint)" },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--surface)",
    border: "1px solid var(--hairline)",
    color: "var(--muted)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "none",
    borderRadius: "6px",
    boxShadow: "var(--overlay-shadow)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: mono,
    fontSize: "12px",
    maxHeight: "16rem",
    maxWidth: "min(36rem, 90vw)",
    padding: "4px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    padding: "0 8px 0 4px",
    lineHeight: "24px",
    borderRadius: "4px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--hover)",
    color: "var(--text)",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--error)",
    textDecorationSkipInk: "none",
    textUnderlineOffset: "3px",
  },
  ".cm-diagnostic": {
    padding: "6px 10px",
    borderLeft: "none",
    maxWidth: "min(36rem, 90vw)",
    fontSize: "12px",
    whiteSpace: "pre-wrap",
  },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
    borderRadius: "4px",
    padding: "3px 8px",
    marginLeft: "0",
    marginTop: "6px",
    display: "block",
  },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--hover)", color: "var(--text)" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--link)", fontWeight: "600" },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal", marginLeft: "10px" },
  ".cm-completionIcon": { color: "var(--muted)", opacity: "1", width: "1.4em" },
  ".cm-completionInfo": {
    padding: "6px 10px",
    maxWidth: "20rem",
    fontSize: "12px",
    lineHeight: "16px",
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
    fontFamily: "inherit",
  },
  ".cm-tooltip-hover .cm-code-tip": {
    padding: "8px 10px",
    maxWidth: "30rem",
    fontSize: "12px",
    lineHeight: "16px",
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
  },
  ".cm-code-tip code": { fontFamily: mono, display: "block" },
  ".cm-code-tip p": { color: "var(--muted)", margin: "4px 0 0" },
  ".cm-panels": { backgroundColor: "var(--surface)", color: "var(--text)", fontSize: "12px" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--hairline)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--hairline)" },
  ".cm-panel.cm-search": { padding: "6px 8px" },
  ".cm-textfield": {
    backgroundColor: "var(--background)",
    border: "1px solid var(--control)",
    borderRadius: "6px",
    height: "26px",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--background)",
    border: "1px solid var(--control)",
    borderRadius: "6px",
    height: "26px",
  },
  ".cm-searchMatch": { backgroundColor: "var(--warning-tint)", outline: "1px solid var(--warning)" },
  ".cm-error-line": {
    backgroundColor: "var(--error-tint)",
    boxShadow: "inset 2px 0 0 var(--error)",
  },
  ".cm-error-message": {
    padding: "2px 12px 4px 8px",
    backgroundColor: "var(--error-tint)",
    boxShadow: "inset 2px 0 0 var(--error)",
    color: "var(--error)",
    fontSize: "12px",
    lineHeight: "16px",
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
  },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: "var(--link)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--warning)" },
  { tag: [tags.comment, tags.meta], color: "var(--muted)" },
  { tag: [tags.typeName, tags.className, tags.namespace], color: "var(--chart-4)" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    color: "var(--text)",
    fontWeight: "500",
  },
  { tag: tags.invalid, color: "var(--error)" },
]);

export function editorTheme(): Extension {
  return [look, syntaxHighlighting(colours)];
}
