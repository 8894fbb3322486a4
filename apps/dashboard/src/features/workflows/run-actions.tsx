import type { WorkflowRun } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { Archive, Pause, Play, RotateCw, Square, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import type { RunView } from "../playground/use-run.ts";
import type { RunChanges } from "./use-run-changes.ts";

export interface RunActionsProps {
  run: RunView;
  row: WorkflowRun | undefined;
  publishedVersion: number | null;
  changes: RunChanges;
  reason: string | undefined;
}

/** Pause, cancel, run again as it was or as it is published now, put aside. */
export function RunActions({ run, row, publishedVersion, changes, reason }: RunActionsProps) {
  const [isCancelling, setIsCancelling] = useState(false);
  const isOlder = row !== undefined && publishedVersion !== null && row.version !== publishedVersion;
  useShortcut({
    keys: "r",
    label: "Run this run again",
    group: "Workflow",
    run: () => changes.rerun(),
    isEnabled: run.isOver && !reason && !changes.isRerunning,
  });
  return (
    <div className="ml-auto flex flex-wrap items-center gap-1">
      {!run.isOver && row && (
        <GuardedButton
          size="small"
          variant="quiet"
          icon={row.isPaused ? <Play /> : <Pause />}
          reason={reason}
          isBusy={changes.isPausing}
          onClick={() => changes.pause(!row.isPaused)}
        >
          {row.isPaused ? "Resume" : "Pause"}
        </GuardedButton>
      )}
      {!run.isOver && (
        <GuardedButton
          size="small"
          icon={<Square />}
          reason={reason}
          isBusy={changes.isCancelling}
          onClick={() => setIsCancelling(true)}
        >
          Cancel
        </GuardedButton>
      )}
      {run.isOver && row?.isDead && (
        <GuardedButton
          size="small"
          variant="quiet"
          icon={<Archive />}
          reason={reason}
          isBusy={changes.isDismissing}
          onClick={changes.dismiss}
        >
          Put aside
        </GuardedButton>
      )}
      {run.isOver && isOlder && (
        <GuardedButton
          size="small"
          variant="quiet"
          reason={reason}
          isBusy={changes.isRerunning}
          onClick={() => changes.rerun({ latest: true })}
        >
          Run as version {publishedVersion}
        </GuardedButton>
      )}
      {run.isOver && (
        <GuardedButton
          size="small"
          icon={<RotateCw />}
          reason={reason}
          isBusy={changes.isRerunning}
          onClick={() => changes.rerun()}
        >
          Run again
        </GuardedButton>
      )}
      <Link
        to="/playground"
        search={{ execution: run.executionId }}
        className={buttonVariants({ size: "small", variant: "quiet" })}
      >
        <SquareTerminal aria-hidden />
        <span className="max-sm:sr-only">Open in playground</span>
      </Link>
      <ConfirmDialog
        isOpen={isCancelling}
        onClose={() => setIsCancelling(false)}
        title="Cancel this run?"
        action="Cancel the run"
        onConfirm={() => {
          setIsCancelling(false);
          changes.cancel();
        }}
      >
        It ends where it is. Calls that were sent may have taken effect, and it is not tried again.
      </ConfirmDialog>
    </div>
  );
}
