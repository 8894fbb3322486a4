import { Select as BaseSelect } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { controlClassName } from "./input.tsx";
import { popupClassName, popupItemClassName } from "./popup-class-name.ts";

interface SelectOption<Value extends string> {
  value: Value;
  label: ReactNode;
  isDisabled?: boolean;
}

export interface SelectProps<Value extends string> {
  options: readonly SelectOption<Value>[];
  value: Value | null;
  onChange: (value: Value) => void;
  /** Needed when no `Field` names it. */
  label?: string;
  id?: string;
  placeholder?: string;
  /** Before the value, where no words say what is chosen; then the label is the tooltip. */
  icon?: ReactNode;
  isDisabled?: boolean;
  className?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}

export function Select<Value extends string>({
  options,
  value,
  onChange,
  label,
  placeholder = "Choose…",
  icon,
  isDisabled = false,
  className,
  ...control
}: SelectProps<Value>) {
  return (
    <BaseSelect.Root
      items={options}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={isDisabled}
      modal={false}
    >
      <BaseSelect.Trigger
        {...control}
        aria-label={label}
        title={icon ? label : undefined}
        className={cn(
          controlClassName,
          "flex h-8 items-center justify-between gap-2 pr-2 pl-2.5 text-left whitespace-nowrap select-none",
          "data-disabled:border-hairline data-disabled:bg-surface data-disabled:text-muted",
          className,
        )}
      >
        {icon && <span className="text-muted max-sm:hidden [&_svg]:size-4">{icon}</span>}
        <BaseSelect.Value className="grow truncate data-placeholder:text-muted" placeholder={placeholder} />
        <BaseSelect.Icon>
          <ChevronsUpDown aria-hidden className="size-3.5 text-muted" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <BaseSelect.Popup className={cn(popupClassName, "min-w-(--anchor-width) p-1")}>
            <BaseSelect.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto">
              {options.map((option) => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.isDisabled ?? false}
                  className={cn(popupItemClassName, "pr-8")}
                >
                  <BaseSelect.ItemText className="truncate">{option.label}</BaseSelect.ItemText>
                  <BaseSelect.ItemIndicator className="absolute right-3">
                    <Check />
                  </BaseSelect.ItemIndicator>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
