import { type ClassValue, clsx } from "clsx";
import { createTailwindMerge } from "tailwind-merge";

const any = () => true;

/** The properties that our components let their callers override; the full table of the library weighs 7 kB. */
const merge = createTailwindMerge(() => ({
  cacheSize: 500,
  theme: {},
  classGroups: {
    display: [
      "block",
      "inline",
      "inline-block",
      "inline-flex",
      "flex",
      "grid",
      "inline-grid",
      "contents",
      "hidden",
    ],
    position: ["static", "fixed", "absolute", "relative", "sticky"],
    direction: ["flex-row", "flex-col", "flex-row-reverse", "flex-col-reverse"],
    grow: ["grow", { grow: [any] }],
    shrink: ["shrink", { shrink: [any] }],
    align: [{ items: [any] }],
    alignSelf: [{ self: [any] }],
    justify: [{ justify: [any] }],
    gap: [{ gap: [any] }],
    size: [{ size: [any] }],
    width: [{ w: [any] }],
    height: [{ h: [any] }],
    minWidth: [{ "min-w": [any] }],
    maxWidth: [{ "max-w": [any] }],
    minHeight: [{ "min-h": [any] }],
    maxHeight: [{ "max-h": [any] }],
    padding: [{ p: [any] }],
    paddingX: [{ px: [any] }],
    paddingY: [{ py: [any] }],
    paddingTop: [{ pt: [any] }],
    paddingRight: [{ pr: [any] }],
    paddingBottom: [{ pb: [any] }],
    paddingLeft: [{ pl: [any] }],
    margin: [{ m: [any] }],
    marginX: [{ mx: [any] }],
    marginY: [{ my: [any] }],
    marginTop: [{ mt: [any] }],
    marginRight: [{ mr: [any] }],
    marginBottom: [{ mb: [any] }],
    marginLeft: [{ ml: [any] }],
    textSize: [{ text: ["xs", "sm", "base", "lg", "xl", "2xl"] }],
    textAlign: [{ text: ["left", "right", "center", "start", "end"] }],
    textWrap: [{ text: ["wrap", "nowrap", "balance", "pretty"] }],
    textColor: [{ text: [any] }],
    fontFamily: [{ font: ["sans", "mono"] }],
    fontWeight: [{ font: [any] }],
    whitespace: [{ whitespace: [any] }],
    background: [{ bg: [any] }],
    borderWidth: ["border", { border: ["0", "2"] }],
    borderColor: [{ border: ["hairline", "control", "transparent", "accent", "error", "warning", "ok"] }],
    radius: [{ rounded: [any] }],
    shadow: [{ shadow: [any] }],
    opacity: [{ opacity: [any] }],
    overflow: [{ overflow: ["auto", "hidden", "visible", "clip"] }],
    columns: [{ "grid-cols": [any] }],
  },
  conflictingClassGroups: {
    size: ["width", "height"],
    padding: ["paddingX", "paddingY", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft"],
    paddingX: ["paddingRight", "paddingLeft"],
    paddingY: ["paddingTop", "paddingBottom"],
    margin: ["marginX", "marginY", "marginTop", "marginRight", "marginBottom", "marginLeft"],
    marginX: ["marginRight", "marginLeft"],
    marginY: ["marginTop", "marginBottom"],
  },
  conflictingClassGroupModifiers: {},
  orderSensitiveModifiers: ["before", "after", "*", "**"],
}));

/** Joins class names; of two that set the same property, the later one wins. */
export function cn(...values: ClassValue[]): string {
  return merge(clsx(values));
}
