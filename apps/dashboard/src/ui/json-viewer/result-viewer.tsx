import { lazy, Suspense, useMemo, useState } from "react";
import { Segments } from "../segments.tsx";
import { JsonViewer } from "./json-viewer.tsx";
import { tableOf } from "./table-of.ts";

const ValueTable = lazy(() => import("./value-table.tsx").then((module) => ({ default: module.ValueTable })));

export interface ResultViewerProps {
  value: unknown;
  label: string;
  /** Of the download, without `.json`. */
  fileName: string;
  maxHeightPx: number;
}

/** A result as the table that it is, or as a tree. */
export function ResultViewer(props: ResultViewerProps) {
  const table = useMemo(() => tableOf(props.value), [props.value]);
  const [form, setForm] = useState<"table" | "tree">("table");
  if (!table) return <JsonViewer {...props} />;
  return (
    <div className="flex flex-col gap-2">
      <Segments
        label="Show the result as"
        options={[
          { id: "table", label: "Table" },
          { id: "tree", label: "Tree" },
        ]}
        value={form}
        onChange={setForm}
      />
      {form === "table" ? (
        <Suspense fallback={<div className="h-24 rounded-lg border border-hairline" />}>
          <ValueTable table={table} label={props.label} maxHeightPx={props.maxHeightPx} />
        </Suspense>
      ) : (
        <JsonViewer {...props} />
      )}
    </div>
  );
}
