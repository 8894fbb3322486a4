import type { ConnectStep } from "@patchops/contract";
import { CircleCheck, CircleX, LoaderCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { formatDuration } from "../../format/format-duration.ts";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { describeFailure, type ReportAction } from "./describe-failure.ts";

export interface ConnectReportProps {
  /** The lines so far, in their order. */
  steps: readonly ConnectStep[];
  /** The server as the person knows it: its name or host. */
  server: string;
  isInstanceAdmin: boolean;
  onAction: (action: ReportAction, step: ConnectStep) => void;
  /** The action that goes on. */
  busyAction?: ReportAction | undefined;
  /** Below the words of the failing line: a form for a key, a note. */
  children?: ReactNode;
  className?: string;
}

const names: Record<ConnectStep["step"], { done: string; failed: string }> = {
  address: { done: "Address allowed", failed: "Address not allowed" },
  reach: { done: "Reached", failed: "Not reached" },
  protocol: { done: "Speaks MCP", failed: "Does not speak MCP" },
  sign_in: { done: "Signed in", failed: "Not signed in" },
  tools: { done: "Tools read", failed: "Tools not read" },
  saved: { done: "Saved", failed: "Not saved" },
};

const looks: Record<ConnectStep["state"], { icon: typeof CircleCheck; className: string; words: string }> = {
  running: { icon: LoaderCircle, className: "animate-spin text-muted", words: "running" },
  ok: { icon: CircleCheck, className: "text-ok", words: "done" },
  failed: { icon: CircleX, className: "text-error", words: "failed" },
  warning: { icon: TriangleAlert, className: "text-warning", words: "needs attention" },
};

/** What happens while connecting, line by line as it happens. The line that fails opens, with its cause and one button. */
export function ConnectReport({
  steps,
  server,
  isInstanceAdmin,
  onAction,
  busyAction,
  children,
  className,
}: ConnectReportProps) {
  return (
    <ol aria-live="polite" aria-label={`Connecting to ${server}`} className={cn("flex flex-col", className)}>
      {steps.map((step) => {
        const { icon: Icon, className: tone, words: state } = looks[step.state];
        const isOpen = step.state === "failed" || (step.state === "warning" && step.cause !== undefined);
        const failure = isOpen ? describeFailure(step, { server, isInstanceAdmin }) : undefined;
        return (
          <li
            key={step.step}
            className={cn(
              "border-l-2 border-transparent py-1 pl-2",
              failure && "my-1 rounded-r-md py-2",
              step.state === "failed" && "border-error bg-error-tint",
              failure && step.state === "warning" && "border-warning bg-warning-tint",
            )}
          >
            <div className="flex min-h-6 items-center gap-2 text-sm">
              <Icon aria-hidden className={cn("size-4 shrink-0", tone)} />
              <span className={cn("shrink-0", step.state === "running" && "text-muted")}>
                {names[step.step][step.state === "failed" ? "failed" : "done"]}
              </span>
              <span className="sr-only">{state}</span>
              {!failure && <span className="min-w-0 truncate text-muted">{step.detail}</span>}
              {step.durationMs !== undefined && (
                <span className="numbers ml-auto shrink-0 pr-2 text-xs text-muted">
                  {formatDuration(step.durationMs)}
                </span>
              )}
            </div>
            {failure && (
              <div className="flex flex-col gap-2 pr-3 pl-6">
                <p className="text-sm wrap-anywhere">{failure.words}</p>
                {failure.detail && <p className="code text-xs wrap-anywhere text-muted">{failure.detail}</p>}
                {children}
                {failure.action && failure.button && (
                  <Button
                    size="small"
                    className="self-start"
                    isBusy={busyAction === failure.action}
                    onClick={() => failure.action && onAction(failure.action, step)}
                  >
                    {failure.button}
                  </Button>
                )}
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
