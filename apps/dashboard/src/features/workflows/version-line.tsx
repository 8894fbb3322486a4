import type { WorkflowVersion } from "@patchops/contract";
import { formatPerson } from "../../format/format-person.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";

export interface VersionLineProps {
  version: WorkflowVersion;
  publishedVersion: number | null;
  /** Whether it is one of the two that are compared below. */
  isCompared: boolean;
  reason: string | undefined;
  onCompare: (() => void) | undefined;
  onOpen: () => void;
  onPublish: () => void;
}

export function VersionLine(props: VersionLineProps) {
  const { version, publishedVersion, isCompared, reason } = props;
  const { version: number, notes, createdBy, createdAt, isPublished, publishedAt } = version;
  const isEarlier = publishedVersion !== null && number < publishedVersion;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="font-medium">Version {number}</span>
          {isPublished && <Badge tone="ok">published</Badge>}
          {publishedAt === null && <Badge>draft</Badge>}
          {isCompared && <Badge tone="accent">compared</Badge>}
        </p>
        {notes && (
          <p className="text-sm wrap-anywhere">
            <VisibleText>{notes}</VisibleText>
          </p>
        )}
        <p className="text-xs text-muted">
          {formatPerson(createdBy)} · <Time at={createdAt} />
          {publishedAt !== null && !isPublished && (
            <>
              {" "}
              · ran from <Time at={publishedAt} />
            </>
          )}
        </p>
      </div>
      <div className="flex flex-wrap gap-1">
        {props.onCompare && (
          <Button
            size="small"
            variant="quiet"
            aria-label={`Compare with version ${number}`}
            onClick={props.onCompare}
          >
            Compare
          </Button>
        )}
        <Button
          size="small"
          variant="quiet"
          aria-label={`Open version ${number} in the editor`}
          onClick={props.onOpen}
        >
          Open
        </Button>
        {!isPublished && (
          <GuardedButton
            size="small"
            reason={reason}
            aria-label={isEarlier ? `Roll back to version ${number}` : `Publish version ${number}`}
            onClick={props.onPublish}
          >
            {isEarlier ? "Roll back" : "Publish"}
          </GuardedButton>
        )}
      </div>
    </li>
  );
}
