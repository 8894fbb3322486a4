import { Fragment } from "react";
import { cn } from "./cn.ts";

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const shown: Record<string, string> = isApple
  ? { mod: "⌘", shift: "⇧", alt: "⌥", enter: "↵", escape: "Esc" }
  : { mod: "Ctrl", shift: "Shift", alt: "Alt", enter: "Enter", escape: "Esc" };

/** Keys as this machine names them; absent where there is hardly a keyboard. `keys` as in `useShortcut`: `mod+k`, `g c`, `?`. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1 whitespace-nowrap max-sm:hidden pointer-coarse:hidden",
        className,
      )}
    >
      {keys.split(" ").map((stroke, index) => (
        <Fragment key={index}>
          {index > 0 && <span className="text-xs text-muted">then</span>}
          <kbd className="code inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-hairline bg-surface px-1 text-xs text-muted">
            {stroke
              .split("+")
              .map((part) => shown[part] ?? (part.length === 1 ? part.toUpperCase() : part))
              .join(isApple ? "" : "+")}
          </kbd>
        </Fragment>
      ))}
    </span>
  );
}
