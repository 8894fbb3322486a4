import type { ExecutionCall } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { Activity, X } from "lucide-react";
import { buttonVariants } from "../../ui/button-variants.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { JsonViewer } from "../../ui/json-viewer/json-viewer.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { callName } from "./call-name.ts";

/** What one call of a run sent and was answered. */
export function CallDetails({ call, onClose }: { call: ExecutionCall; onClose: () => void }) {
  return (
    <section aria-label={callName(call)} className="flex flex-col gap-3">
      <header className="flex items-center gap-2">
        <h2 className="code min-w-0 truncate text-sm font-medium">{callName(call)}</h2>
        <StatusBadge status={call.state} />
        <Link
          to="/activity"
          search={{ open: call.callId }}
          className={buttonVariants({ size: "small", variant: "quiet", className: "ml-auto" })}
        >
          <Activity aria-hidden />
          <span className="max-sm:hidden">Show in </span>Activity
        </Link>
        <IconButton size="small" label="Close" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      {call.error && (
        <p className="rounded-lg border border-error/30 bg-error-tint px-3 py-2 text-sm wrap-anywhere">
          <span className="code mr-2 text-xs text-error">{call.error.code}</span>
          <VisibleText>{call.error.message}</VisibleText>
        </p>
      )}
      {call.arguments !== undefined && (
        <>
          <h3 className="text-xs font-medium text-muted">Arguments</h3>
          <JsonViewer value={call.arguments} label="Arguments" fileName={`${call.callId}-arguments`} />
        </>
      )}
      {call.result !== undefined && (
        <>
          <h3 className="text-xs font-medium text-muted">Result</h3>
          <JsonViewer value={call.result} label="Result" fileName={`${call.callId}-result`} />
        </>
      )}
    </section>
  );
}
