import { useId } from "react";
import { cn } from "./cn.ts";

export interface SegmentsProps<Id extends string> {
  /** Names the choice for those who do not see it. */
  label: string;
  options: readonly { id: Id; label: string; isDisabled?: boolean }[];
  value: Id;
  onChange: (id: Id) => void;
  className?: string;
}

/** One of a few, all in view; arrow keys change it. */
export function Segments<Id extends string>({
  label,
  options,
  value,
  onChange,
  className,
}: SegmentsProps<Id>) {
  const name = useId();
  return (
    <fieldset
      className={cn(
        "inline-flex w-fit max-w-full flex-wrap rounded-md border border-hairline bg-surface p-0.5",
        className,
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.id}
          className={cn(
            "flex h-6 items-center rounded-sm px-2 text-sm whitespace-nowrap text-muted select-none hover:text-text",
            "has-checked:bg-background has-checked:text-text has-checked:ring-1 has-checked:ring-hairline dark:has-checked:bg-hover",
            "has-focus-visible:outline-2 has-focus-visible:outline-focus has-disabled:opacity-50 forced-colors:has-checked:outline-1",
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.id}
            checked={option.id === value}
            disabled={option.isDisabled ?? false}
            onChange={() => onChange(option.id)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
