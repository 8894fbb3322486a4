import { lazy, Suspense } from "react";
import { cn } from "../cn.ts";

// No page begins with one: it comes with the first value that is shown.
const JsonDocument = lazy(() =>
  import("./json-document.tsx").then((module) => ({ default: module.JsonDocument })),
);

export interface JsonViewerProps {
  /** The value itself, or its JSON text when that is what arrived (large results: it is then parsed in a worker). */
  value?: unknown;
  text?: string;
  /** Names it for those who do not see it. */
  label: string;
  /** Of the download, without `.json`. */
  fileName?: string;
  maxHeightPx?: number;
  className?: string;
}

/** JSON of any size without stopping the page. */
export function JsonViewer(props: JsonViewerProps) {
  return (
    <Suspense
      fallback={<div className={cn("h-24 rounded-lg border border-hairline bg-surface", props.className)} />}
    >
      <JsonDocument {...props} />
    </Suspense>
  );
}
