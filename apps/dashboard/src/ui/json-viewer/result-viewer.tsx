import { useMemo, useState } from "react";
import { Segments } from "../segments.tsx";
import { JsonViewer } from "./json-viewer.tsx";
import { tableOf } from "./table-of.ts";
import { ValueTable } from "./value-table.tsx";

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
        <ValueTable table={table} label={props.label} maxHeightPx={props.maxHeightPx} />
      ) : (
        <JsonViewer {...props} />
      )}
    </div>
  );
}
