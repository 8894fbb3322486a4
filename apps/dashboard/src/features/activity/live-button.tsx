import { Radio } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { Tooltip } from "../../ui/tooltip.tsx";
import type { CallTail } from "./use-call-tail.ts";

const words: Record<CallTail["state"], string> = {
  off: "Live is off",
  connecting: "Connecting…",
  live: "Live",
  stopped: "Live stopped",
};

export interface LiveButtonProps {
  tail: CallTail;
  /** Why nothing can arrive: the range is in the past. */
  reason: string | undefined;
  onToggle: () => void;
}

export function LiveButton({ tail, reason, onToggle }: LiveButtonProps) {
  const isStopped = tail.state === "stopped";
  return (
    <Tooltip
      content={
        reason ?? (isStopped ? `${tail.problem ?? ""} Press to try again.` : "New calls show by themselves")
      }
      keys="l"
    >
      <Button
        size="small"
        variant="quiet"
        aria-pressed={tail.state === "live" || tail.state === "connecting"}
        aria-disabled={reason !== undefined || undefined}
        onClick={isStopped ? tail.retry : onToggle}
        icon={
          <Radio
            className={cn(
              tail.state === "live" && "text-ok",
              isStopped && "text-error",
              (tail.state === "off" || tail.state === "connecting") && "text-muted",
            )}
          />
        }
      >
        <span className="max-sm:sr-only">{words[tail.state]}</span>
      </Button>
    </Tooltip>
  );
}
