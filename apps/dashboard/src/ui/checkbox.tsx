import { Checkbox as BaseCheckbox } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface CheckboxProps {
  isChecked: boolean;
  isMixed?: boolean;
  onChange: (isChecked: boolean) => void;
  /** Words beside the box; without them give `aria-label`. */
  children?: ReactNode;
  isDisabled?: boolean;
  className?: string;
  "aria-label"?: string;
}

export function Checkbox({
  isChecked,
  isMixed = false,
  onChange,
  children,
  isDisabled = false,
  className,
  ...label
}: CheckboxProps) {
  const box = (
    <BaseCheckbox.Root
      {...label}
      checked={isChecked}
      indeterminate={isMixed}
      onCheckedChange={(next) => onChange(next)}
      disabled={isDisabled}
      className={cn(
        "hit-24 flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-background",
        "transition-colors duration-120 data-checked:border-accent data-checked:bg-accent data-checked:text-on-accent",
        "data-indeterminate:border-accent data-indeterminate:bg-accent data-indeterminate:text-on-accent",
        !children && className,
      )}
    >
      <BaseCheckbox.Indicator className="[&_svg]:size-3 [&_svg]:stroke-3">
        {isMixed ? <Minus aria-hidden /> : <Check aria-hidden />}
      </BaseCheckbox.Indicator>
    </BaseCheckbox.Root>
  );
  if (!children) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the box inside it is the control.
    <label
      className={cn("inline-flex min-h-6 items-center gap-2 text-sm", isDisabled && "opacity-50", className)}
    >
      {box}
      {children}
    </label>
  );
}
