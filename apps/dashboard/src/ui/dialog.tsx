import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { IconButton } from "./icon-button.tsx";

export const scrimClassName = cn(
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-180",
  "data-starting-style:opacity-0 data-ending-style:opacity-0",
);

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  width?: "small" | "medium" | "large";
  children?: ReactNode;
}

/** Takes the page over until it is answered; focus returns to where it came from. */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  footer,
  width = "small",
  children,
}: DialogProps) {
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={scrimClassName} />
        <BaseDialog.Popup
          data-modal
          className={cn(
            "fixed top-[12vh] left-1/2 z-40 flex max-h-[80vh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col",
            "rounded-lg bg-raised shadow-overlay outline-hidden transition-[opacity,scale] duration-180 forced-colors:border",
            "data-starting-style:scale-98 data-starting-style:opacity-0 data-ending-style:scale-98 data-ending-style:opacity-0",
            { small: "max-w-110", medium: "max-w-160", large: "max-w-240" }[width],
          )}
        >
          <header className="flex items-start gap-3 px-4 pt-4">
            <div className="grow">
              <BaseDialog.Title className="text-lg font-semibold">{title}</BaseDialog.Title>
              {description && (
                <BaseDialog.Description className="mt-1 text-sm text-muted" render={<div />}>
                  {description}
                </BaseDialog.Description>
              )}
            </div>
            <BaseDialog.Close
              render={
                <IconButton label="Close" className="-mt-1 -mr-1">
                  <X />
                </IconButton>
              }
            />
          </header>
          <div className="min-h-0 overflow-y-auto px-4 py-4">{children}</div>
          {footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-hairline px-4 py-3">
              {footer}
            </footer>
          )}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
