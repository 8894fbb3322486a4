import type { Execution, WorkflowRun } from "@patchops/contract";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatPerson } from "../../format/format-person.ts";
import { formatFullTime } from "../../format/format-time.ts";
import { Button } from "../../ui/button.tsx";
import { CopyableId } from "../../ui/copyable-id.tsx";
import { Facts } from "../../ui/facts.tsx";
import { JsonViewer } from "../../ui/json-viewer/json-viewer.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { triggerLabels } from "./trigger-words.ts";

export interface RunFactsProps {
  execution: Execution;
  row: WorkflowRun | undefined;
  onOpenRun: (executionId: string) => void;
}

const time = (at: string) => <span className="numbers text-xs">{formatFullTime(at)}</span>;

export function RunFacts({ execution, row, onOpenRun }: RunFactsProps) {
  const { usage, toolCalls, executionId } = execution;
  return (
    <div className="flex flex-col gap-3">
      <Facts
        label="About this run"
        facts={[
          { label: "Started by", value: row && triggerLabels[row.trigger] },
          { label: "Version", value: row && <span className="numbers">{row.version}</span> },
          { label: "For", value: formatPerson(execution.user) },
          { label: "Meant for", value: row?.scheduledFor && time(row.scheduledFor) },
          { label: "Started", value: time(row?.startedAt ?? execution.createdAt) },
          { label: "Ended", value: execution.finishedAt && time(execution.finishedAt) },
          {
            label: "Try",
            value: row && row.attempt > 1 && (
              <span className="inline-flex flex-wrap items-center gap-2">
                <span className="numbers">{row.attempt}</span>
                <Button size="small" variant="link" onClick={() => onOpenRun(row.rootId)}>
                  The first try
                </Button>
              </span>
            ),
          },
          {
            label: "Waited for by",
            // Of another workflow, as a rule.
            value: row?.parentId && (
              <TextLink to="/runs/$id" params={{ id: row.parentId }}>
                The run that asked for it
              </TextLink>
            ),
          },
          {
            label: "Used",
            value: execution.finishedAt !== null && (
              <span className="numbers">
                {formatDuration(usage.wallMs)} · CPU {formatDuration(usage.cpuMs)} ·{" "}
                {formatBytes(usage.memoryPeakBytes)}
              </span>
            ),
          },
          {
            label: "Calls",
            value: (
              <TextLink to="/activity" search={{ execution: executionId }} className="numbers">
                {toolCalls}
              </TextLink>
            ),
          },
          { label: "Run", value: <CopyableId value={executionId} /> },
        ]}
      />
      {execution.input !== undefined && execution.input !== null && (
        <details>
          <summary className="cursor-default text-xs font-medium text-muted">Input</summary>
          <JsonViewer value={execution.input} label="Input" fileName={`${executionId}-input`} />
        </details>
      )}
    </div>
  );
}
