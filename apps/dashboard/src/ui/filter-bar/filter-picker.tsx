import { type KeyboardEvent, useRef, useState } from "react";
import { cn } from "../cn.ts";
import { Input } from "../input.tsx";
import type { FilterDefinition } from "./filter-bar.tsx";

export interface FilterPickerProps {
  /** One: its values. Several: first which, then its values. */
  filters: readonly FilterDefinition[];
  onPick: (id: string, value: string) => void;
}

interface Choice {
  key: string;
  label: string;
  hint?: string;
  pick: () => void;
}

function choicesOf(filter: FilterDefinition, typed: string, onPick: FilterPickerProps["onPick"]): Choice[] {
  const query = typed.trim().toLowerCase();
  const listed = (filter.options ?? [])
    .filter((option) => `${option.label} ${option.value}`.toLowerCase().includes(query))
    .map((option) => ({
      key: option.value,
      label: option.label,
      pick: () => onPick(filter.id, option.value),
    }));
  const isFree = filter.options === undefined && typed.trim() !== "";
  return isFree
    ? [{ key: "typed", label: typed.trim(), hint: "exactly", pick: () => onPick(filter.id, typed.trim()) }]
    : listed;
}

/** Letters narrow the list, arrows move in it, Enter takes the marked line. */
export function FilterPicker({ filters, onPick }: FilterPickerProps) {
  const [chosen, setChosen] = useState<FilterDefinition | undefined>(
    filters.length === 1 ? filters[0] : undefined,
  );
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const choices: Choice[] = chosen
    ? choicesOf(chosen, typed, onPick)
    : filters
        .filter((filter) => filter.label.toLowerCase().includes(typed.trim().toLowerCase()))
        .map((filter) => ({
          key: filter.id,
          label: filter.label,
          pick: () => {
            setChosen(filter);
            setTyped("");
            setMarked(0);
          },
        }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      choices[marked]?.pick();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = Math.max(0, Math.min(choices.length - 1, marked + (event.key === "ArrowDown" ? 1 : -1)));
      setMarked(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Backspace" && typed === "" && chosen && filters.length > 1) {
      setChosen(undefined);
    }
  };

  return (
    <>
      <Input
        role="combobox"
        aria-expanded
        aria-controls="filter-choices"
        aria-activedescendant={choices[marked] ? `filter-choice-${marked}` : undefined}
        aria-label={chosen ? chosen.label : "Filter by"}
        placeholder={chosen ? `${chosen.label}…` : "Filter by…"}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setMarked(0);
        }}
        onKeyDown={onKeyDown}
        className="mb-1 h-7 text-sm"
      />
      <div
        ref={list}
        id="filter-choices"
        role="listbox"
        aria-label={chosen?.label ?? "Filters"}
        className="max-h-64 overflow-y-auto"
      >
        {choices.map((choice, index) => (
          <div
            key={choice.key}
            id={`filter-choice-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === marked}
            onPointerMove={() => setMarked(index)}
            onClick={choice.pick}
            onKeyDown={onKeyDown}
            className={cn(
              "flex h-7 cursor-default items-center gap-2 rounded-md px-2 text-sm aria-selected:bg-hover",
            )}
          >
            <span className="grow truncate">{choice.label}</span>
            {choice.hint && <span className="text-xs text-muted">{choice.hint}</span>}
          </div>
        ))}
      </div>
      {choices.length === 0 && (
        <p className="px-2 py-1.5 text-sm text-muted">
          {chosen?.options === undefined && chosen ? "Type a value." : "Nothing fits."}
        </p>
      )}
    </>
  );
}
