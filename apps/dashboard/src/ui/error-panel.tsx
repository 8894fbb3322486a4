import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { CopyButton } from "./copy-button.tsx";

export interface ErrorPanelProps {
  /** What was tried: `Could not load usage`. */
  title: string;
  /** Why, in a sentence that ends without a full stop or with one. */
  cause: string;
  /** For outward calls: whether the other side may have received it. */
  wasSent?: boolean | undefined;
  /** What helps, when it is not a retry. */
  next?: ReactNode;
  requestId?: string | undefined;
  /** The address of its page in the documentation. */
  docs?: string | undefined;
  onRetry?: (() => void) | undefined;
  isRetrying?: boolean;
  /** A button that helps more than a retry. */
  action?: ReactNode;
  className?: string;
}

/** Stands where the failed part would be, and nowhere else. */
export function ErrorPanel({
  title,
  cause,
  wasSent,
  next,
  requestId,
  docs,
  onRetry,
  isRetrying = false,
  action,
  className,
}: ErrorPanelProps) {
  return (
    <div
      role="alert"
      className={cn(
        "flex gap-3 rounded-lg border border-error/30 bg-error-tint px-3 py-2.5 text-sm",
        className,
      )}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-error" />
      <div className="min-w-0 grow">
        <p className="wrap-anywhere">
          <span className="font-medium text-error">{title}:</span> {cause}
          {wasSent === false && " Nothing was sent."}
          {wasSent === true && " It was sent, so it may have taken effect."}
        </p>
        {next && <p className="mt-0.5 text-text">{next}</p>}
        {(onRetry || action || requestId || docs) && (
          <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
            {action}
            {onRetry && (
              <Button size="small" icon={<RotateCw />} isBusy={isRetrying} onClick={onRetry}>
                Retry
              </Button>
            )}
            {docs && (
              <a
                href={docs}
                target="_blank"
                rel="noreferrer"
                className="text-xs underline underline-offset-2"
              >
                About this error
              </a>
            )}
            {requestId && (
              <span className="inline-flex items-center gap-1 text-xs text-text/80">
                Request <span className="code">{requestId.slice(0, 8)}</span>
                <CopyButton text={requestId} label="Copy the whole request id" />
              </span>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
