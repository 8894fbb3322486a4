import { ArrowLeft, ChevronDown, ChevronUp, X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useShortcut } from "../shortcuts/use-shortcut.ts";
import { cn } from "./cn.ts";
import { IconButton } from "./icon-button.tsx";
import { Tooltip } from "./tooltip.tsx";

export interface SidePanelProps {
  title: ReactNode;
  onClose: () => void;
  /** Left out at the first or last row. */
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
  /** Buttons beside the title. */
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/**
 * The open row beside its list. It leaves the list usable (J and K step through it) and is a full page on narrow screens.
 * Focus goes to it when it opens and back to the row when it closes.
 */
export function SidePanel({
  title,
  onClose,
  onPrevious,
  onNext,
  actions,
  className,
  children,
}: SidePanelProps) {
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  useShortcut({ keys: "escape", label: "Close the panel", run: onClose });

  useEffect(() => {
    const opener = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);

  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-labelledby={id}
      className={cn(
        "fixed inset-0 z-30 flex flex-col bg-background md:left-auto md:w-[min(40rem,48vw)]",
        "transition-[opacity,translate] duration-180 md:shadow-overlay starting:translate-x-2 starting:opacity-0",
        className,
      )}
    >
      <header className="flex min-h-12 items-center gap-1 border-b border-hairline px-2 md:px-3">
        <IconButton label="Back to the list" className="md:hidden" onClick={onClose}>
          <ArrowLeft />
        </IconButton>
        <h2 id={id} className="min-w-0 grow truncate pl-1 text-base font-semibold">
          {title}
        </h2>
        {actions}
        {(onPrevious || onNext) && (
          <>
            <Tooltip content="Previous" keys="k">
              <IconButton label="Previous" disabled={!onPrevious} onClick={() => onPrevious?.()}>
                <ChevronUp />
              </IconButton>
            </Tooltip>
            <Tooltip content="Next" keys="j">
              <IconButton label="Next" disabled={!onNext} onClick={() => onNext?.()}>
                <ChevronDown />
              </IconButton>
            </Tooltip>
          </>
        )}
        <Tooltip content="Close" keys="escape">
          <IconButton label="Close" className="max-md:hidden" onClick={onClose}>
            <X />
          </IconButton>
        </Tooltip>
      </header>
      <div className="min-h-0 grow overflow-y-auto p-4">{children}</div>
    </aside>
  );
}
