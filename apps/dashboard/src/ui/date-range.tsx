import { CalendarClock, X } from "lucide-react";
import { useState } from "react";
import { formatDayAndTime } from "../format/format-time.ts";
import {
  formatRange,
  isPreset,
  type Preset,
  presetLabels,
  presets,
  type RangeText,
  resolveRange,
} from "../url-state/range.ts";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { Field } from "./field.tsx";
import { IconButton } from "./icon-button.tsx";
import { Input } from "./input.tsx";
import { Popover } from "./popover.tsx";
import { popupItemClassName } from "./popup-class-name.ts";

export interface DateRangeProps {
  /** As in the address: `7d` or two times. */
  value: RangeText;
  onChange: (value: RangeText) => void;
  /** Goes back to all time; given where that is a range too. */
  onClear?: () => void;
  offered?: readonly Preset[];
  className?: string;
}

function words(value: RangeText): string {
  if (isPreset(value)) return presetLabels[value];
  const range = resolveRange(value, Date.now());
  if (!range) return "All time";
  return `${formatDayAndTime(range.from)} – ${range.to ? formatDayAndTime(range.to) : "now"}`;
}

/** An instant as `<input type="datetime-local">` writes it, in the reader's zone. */
function toLocal(at: string | undefined): string {
  if (!at) return "";
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Ranges that move with time, or two fixed times in the reader's zone. */
export function DateRange({ value, onChange, onClear, offered = presets, className }: DateRangeProps) {
  const [isOpen, setIsOpen] = useState(false);
  const choose = (next: RangeText) => {
    onChange(next);
    setIsOpen(false);
  };
  return (
    <>
      <Popover
        label="Range"
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        className="w-72 p-1"
        trigger={
          <Button size="small" icon={<CalendarClock />} className={className}>
            {words(value)}
          </Button>
        }
      >
        <div className="flex flex-col">
          {offered.map((preset) => (
            <button
              key={preset}
              type="button"
              aria-pressed={value === preset}
              onClick={() => choose(preset)}
              className={cn(
                popupItemClassName,
                "text-left hover:bg-hover aria-pressed:bg-hover aria-pressed:font-medium",
              )}
            >
              {presetLabels[preset]}
            </button>
          ))}
        </div>
        <FixedRange key={value} value={value} onChange={choose} />
      </Popover>
      {onClear && value !== "" && (
        <IconButton size="small" label="All time" onClick={onClear}>
          <X />
        </IconButton>
      )}
    </>
  );
}

function FixedRange({ value, onChange }: { value: RangeText; onChange: (value: RangeText) => void }) {
  const range = resolveRange(value, Date.now());
  const [from, setFrom] = useState(() => toLocal(range?.from));
  const [to, setTo] = useState(() => toLocal(range?.to));
  const fromMs = Date.parse(from);
  const toMs = to === "" ? undefined : Date.parse(to);
  const isWrong = toMs !== undefined && toMs <= fromMs;
  return (
    <form
      className="mt-1 flex flex-col gap-2 border-t border-hairline p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!Number.isNaN(fromMs) && !isWrong) onChange(formatRange(fromMs, toMs));
      }}
    >
      <Field label="From">
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        )}
      </Field>
      <Field label="To" isOptional error={isWrong ? "It must be after the beginning." : undefined}>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
        )}
      </Field>
      <div className="flex items-center justify-between gap-2">
        <span className="text-xs text-muted">{Intl.DateTimeFormat().resolvedOptions().timeZone}</span>
        <Button type="submit" size="small" variant="primary" disabled={Number.isNaN(fromMs)}>
          Apply
        </Button>
      </div>
    </form>
  );
}
