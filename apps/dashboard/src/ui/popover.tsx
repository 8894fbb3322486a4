import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";
import { popupClassName } from "./popup-class-name.ts";

export interface PopoverProps {
  /** The button that opens it: one element that takes a ref and properties. */
  trigger: ReactElement;
  /** Names the popover for those who do not see it. */
  label: string;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  align?: "start" | "center" | "end";
  className?: string;
  children: ReactNode;
}

export function Popover({
  trigger,
  label,
  isOpen,
  onOpenChange,
  align = "start",
  className,
  children,
}: PopoverProps) {
  return (
    <BasePopover.Root
      {...(isOpen === undefined ? {} : { open: isOpen })}
      onOpenChange={(open) => onOpenChange?.(open)}
    >
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={4} align={align} collisionPadding={8} className="z-50">
          <BasePopover.Popup
            aria-label={label}
            className={cn(
              popupClassName,
              "max-h-(--available-height) max-w-(--available-width) overflow-y-auto p-3",
              className,
            )}
          >
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
