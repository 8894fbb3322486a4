import { noneFilter } from "@patchops/contract";
import { ListFilter, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { Popover } from "../popover.tsx";
import { FilterPicker } from "./filter-picker.tsx";

export interface FilterOption {
  value: string;
  label: string;
}

export interface FilterDefinition {
  /** The search parameter. */
  id: string;
  /** On the chip: `Tool`. */
  label: string;
  /** What can be chosen; leave out for free text. */
  options?: readonly FilterOption[];
}

export interface FilterBarProps {
  filters: readonly FilterDefinition[];
  /** From the address. */
  values: Readonly<Record<string, string | undefined>>;
  /** A committed change: push it. undefined takes the filter away. */
  onChange: (patch: Record<string, string | undefined>) => void;
  /** Before the chips: the search, the range. */
  start?: ReactNode;
  /** At the right end: columns, live, export. */
  end?: ReactNode;
  className?: string;
}

/** What a list is narrowed to, as chips that are read, changed and taken away. F adds one. */
export function FilterBar({ filters, values, onChange, start, end, className }: FilterBarProps) {
  const [isAdding, setIsAdding] = useState(false);
  useShortcut({ keys: "f", label: "Add a filter", group: "Lists", run: () => setIsAdding(true) });
  const active = filters.filter((filter) => values[filter.id]);

  return (
    <div className={cn("flex min-h-9 shrink-0 flex-wrap items-center gap-1.5 pb-2", className)}>
      {start}
      {active.map((filter) => {
        const value = values[filter.id] ?? "";
        const shown =
          filter.options?.find((option) => option.value === value)?.label ??
          (value === noneFilter ? "none" : value);
        return (
          <span
            key={filter.id}
            className="inline-flex h-7 max-w-full items-center rounded-md border border-hairline bg-surface text-sm"
          >
            <Popover
              label={`Filter by ${filter.label}`}
              className="w-64 p-1"
              trigger={
                <button
                  type="button"
                  className="flex h-full min-w-0 items-center gap-1 rounded-l-md pl-2 pr-1 hover:bg-hover"
                >
                  <span className="text-muted">{filter.label}</span>
                  <span className="truncate font-medium">{shown}</span>
                </button>
              }
            >
              <FilterPicker filters={[filter]} onPick={(id, picked) => onChange({ [id]: picked })} />
            </Popover>
            <button
              type="button"
              aria-label={`Take away the filter ${filter.label} ${shown}`}
              onClick={() => onChange({ [filter.id]: undefined })}
              className="flex h-full w-6 items-center justify-center rounded-r-md text-muted hover:bg-hover hover:text-text"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </span>
        );
      })}
      <Popover
        label="Add a filter"
        isOpen={isAdding}
        onOpenChange={setIsAdding}
        className="w-64 p-1"
        trigger={
          <Button size="small" variant="quiet" icon={<ListFilter />} title="Add a filter (F)">
            Filter
          </Button>
        }
      >
        <FilterPicker
          filters={filters.filter((filter) => !values[filter.id])}
          onPick={(id, picked) => {
            onChange({ [id]: picked });
            setIsAdding(false);
          }}
        />
      </Popover>
      {active.length > 1 && (
        <Button
          size="small"
          variant="quiet"
          onClick={() => onChange(Object.fromEntries(active.map((filter) => [filter.id, undefined])))}
        >
          Clear
        </Button>
      )}
      {end && <div className="ml-auto flex flex-wrap items-center gap-1.5">{end}</div>}
    </div>
  );
}
