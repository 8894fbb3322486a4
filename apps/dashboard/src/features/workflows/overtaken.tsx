import type { WorkflowVersion } from "@patchops/contract";
import { GitCompareArrows } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { formatPerson } from "../../format/format-person.ts";
import { Button } from "../../ui/button.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import type { WorkflowEdit } from "./use-workflow-edit.ts";

const PartsDiff = lazy(() => import("./parts-diff.tsx").then((module) => ({ default: module.PartsDiff })));

export interface OvertakenProps {
  edit: WorkflowEdit;
  /** What would be changed now, by whoever began now. */
  theirs: WorkflowVersion;
  /** The version that runs now. */
  published: number | null;
}

/** Somebody else has made or published a version since the changes here began: whose goes on is chosen, with both in sight. */
export function Overtaken({ edit, theirs, published }: OvertakenProps) {
  const [isCompared, setIsCompared] = useState(false);
  const { version, createdBy, createdAt } = theirs;
  const isNewer = version > edit.seen.latestVersion;
  return (
    <div role="alert" className="flex flex-col gap-3 rounded-lg border border-warning/30 bg-warning-tint p-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <GitCompareArrows aria-hidden className="size-4 shrink-0 text-warning" />
        <p className="min-w-48 grow basis-0 text-pretty">
          {isNewer ? (
            <>
              <span className="font-medium">
                {formatPerson(createdBy)} made version {version}
              </span>{" "}
              <Time at={createdAt} />, while you were changing version {edit.base.version}.
            </>
          ) : (
            <>
              <span className="font-medium">
                {published === null ? "What ran was taken back" : `Version ${published} was published`}
              </span>{" "}
              while you were changing version {edit.base.version}.
            </>
          )}{" "}
          Nothing of yours is saved yet, and nothing of theirs is lost.
        </p>
        <div className="flex flex-wrap gap-2">
          <Button size="small" aria-expanded={isCompared} onClick={() => setIsCompared(!isCompared)}>
            {isCompared ? "Hide what differs" : "See what differs"}
          </Button>
          <Button size="small" onClick={() => toast({ title: "Your changes are gone", undo: edit.clear() })}>
            Take theirs
          </Button>
          <Button size="small" onClick={edit.keep}>
            Keep mine
          </Button>
        </div>
      </div>
      {isCompared && (
        <div className="flex flex-col gap-3 rounded-lg bg-background p-3">
          <h2 className="text-sm font-medium">Theirs and yours</h2>
          <Suspense fallback={<SkeletonPanel className="h-48" />}>
            <PartsDiff from={theirs} to={edit} sides={{ old: `Theirs, version ${version}`, new: "Yours" }} />
          </Suspense>
        </div>
      )}
    </div>
  );
}
