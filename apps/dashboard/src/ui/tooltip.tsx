import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";
import { Kbd } from "./kbd.tsx";
import { popupClassName } from "./popup-class-name.ts";

export interface TooltipProps {
  content: ReactNode;
  /** The shortcut that does the same. */
  keys?: string | undefined;
  side?: "top" | "right" | "bottom" | "left";
  /** One element that takes a ref and properties. */
  children: ReactElement;
}

export function Tooltip({ content, keys, side = "top", children }: TooltipProps) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger delay={400} render={children} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner side={side} sideOffset={6} className="z-60">
          <BaseTooltip.Popup
            className={cn(popupClassName, "flex max-w-72 items-center gap-2 rounded-md px-2 py-1 text-xs")}
          >
            {content}
            {keys && <Kbd keys={keys} />}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
