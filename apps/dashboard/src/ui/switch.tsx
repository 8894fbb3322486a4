import { Switch as BaseSwitch } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";
import { cn } from "./cn.ts";

export interface SwitchProps {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  children: ReactNode;
  hint?: ReactNode;
  isDisabled?: boolean;
  className?: string;
}

/** Takes effect at once; a choice that is sent with a form is a `Checkbox`. */
export function Switch({ isOn, onChange, children, hint, isDisabled = false, className }: SwitchProps) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-3", className)}>
      <BaseSwitch.Root
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        checked={isOn}
        onCheckedChange={(next) => onChange(next)}
        disabled={isDisabled}
        className={cn(
          "hit-24 mt-0.5 flex h-4.5 w-8 shrink-0 rounded-full border border-control bg-surface p-px",
          "transition-colors duration-120 data-checked:border-accent data-checked:bg-accent",
          isDisabled && "opacity-50",
        )}
      >
        <BaseSwitch.Thumb
          className={cn(
            "size-3.5 rounded-full bg-control transition-transform duration-120 data-checked:translate-x-3.5",
            "data-checked:bg-on-accent forced-colors:border",
          )}
        />
      </BaseSwitch.Root>
      <div>
        {/* What it means stays readable: the hint is not dimmed. */}
        <span id={`${id}-label`} className={cn("text-sm font-medium", isDisabled && "opacity-50")}>
          {children}
        </span>
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
