import { ChevronDown, ChevronUp, Columns3 } from "lucide-react";
import { Button } from "../button.tsx";
import { Checkbox } from "../checkbox.tsx";
import { IconButton } from "../icon-button.tsx";
import { Popover } from "../popover.tsx";
import { type DataColumn, initialColumns } from "./data-column.ts";
import { moveColumn } from "./move-column.ts";

export interface ColumnMenuProps<Row> {
  columns: readonly DataColumn<Row>[];
  /** As in `DataTable`; undefined = as at first. */
  visible: readonly string[] | undefined;
  onChange: (visible: readonly string[] | undefined) => void;
}

/** Which columns are shown, and in which order. */
export function ColumnMenu<Row>({ columns, visible, onChange }: ColumnMenuProps<Row>) {
  const shown = visible ?? initialColumns(columns);
  const byId = new Map(columns.map((column) => [column.id, column]));
  const listed = [
    ...shown.flatMap((id) => byId.get(id) ?? []),
    ...columns.filter((column) => !shown.includes(column.id)),
  ];
  return (
    <Popover
      label="Columns"
      align="end"
      className="w-60 p-1"
      trigger={
        <Button size="small" variant="quiet" icon={<Columns3 />}>
          Columns
        </Button>
      }
    >
      <ul>
        {listed.map((column) => {
          const index = shown.indexOf(column.id);
          return (
            <li key={column.id} className="flex h-8 items-center gap-1 rounded-md pl-2 hover:bg-hover">
              <Checkbox
                className="grow"
                isChecked={index >= 0}
                isDisabled={index >= 0 && shown.length === 1}
                onChange={(isOn) =>
                  onChange(isOn ? [...shown, column.id] : shown.filter((id) => id !== column.id))
                }
              >
                {column.header}
              </Checkbox>
              {index >= 0 && (
                <>
                  <IconButton
                    size="small"
                    label={`Move ${column.header} forward`}
                    disabled={index === 0}
                    onClick={() => onChange(moveColumn(shown, column.id, -1))}
                  >
                    <ChevronUp />
                  </IconButton>
                  <IconButton
                    size="small"
                    label={`Move ${column.header} back`}
                    disabled={index === shown.length - 1}
                    onClick={() => onChange(moveColumn(shown, column.id, 1))}
                  >
                    <ChevronDown />
                  </IconButton>
                </>
              )}
            </li>
          );
        })}
      </ul>
      <div className="mt-1 border-t border-hairline pt-1">
        <Button
          size="small"
          variant="quiet"
          disabled={visible === undefined}
          onClick={() => onChange(undefined)}
        >
          Reset
        </Button>
      </div>
    </Popover>
  );
}
