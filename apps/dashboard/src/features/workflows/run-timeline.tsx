import type { ExecutionStep } from "@patchops/contract";
import { useMemo } from "react";
import { formatDuration } from "../../format/format-duration.ts";
import { Facts } from "../../ui/facts.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { Waterfall } from "../../ui/waterfall/waterfall.tsx";
import { CallDetails } from "../playground/call-details.tsx";
import type { RunView } from "../playground/use-run.ts";
import { useTicking } from "../playground/use-ticking.ts";
import { stepId, timelineItems } from "./timeline-items.ts";

export interface RunTimelineProps {
  run: RunView;
  selectedId: string | undefined;
  onSelect: (id: string | undefined) => void;
  /** Does the run anew from a step; undefined while it goes on. */
  onRerunFrom: ((step: string) => void) | undefined;
  isRerunning: boolean;
  reason: string | undefined;
}

/** What a run did, on one time axis; what is chosen of it below. */
export function RunTimeline(props: RunTimelineProps) {
  const { run, selectedId, onSelect } = props;
  const startedAt = run.execution?.createdAt;
  const nowMs = useTicking(startedAt === undefined ? undefined : Date.parse(startedAt), !run.isOver);
  const items = useMemo(() => timelineItems(run.steps, run.calls), [run.steps, run.calls]);
  if (items.length === 0) {
    return (
      <p className="text-sm text-muted">
        {run.isOver ? "It named no step and called no tool." : "Steps and calls show here as they begin."}
      </p>
    );
  }
  const step = run.steps.find((each) => stepId(each) === selectedId);
  const call = run.calls.find(({ callId }) => callId === selectedId);
  return (
    <div className="flex flex-col gap-3">
      <Waterfall
        items={items}
        label="Timeline"
        unit="moment"
        nowMs={run.isOver ? (run.execution?.usage.wallMs ?? 0) : nowMs}
        selectedId={selectedId}
        onSelect={(id) => onSelect(id === selectedId ? undefined : id)}
        maxHeightPx={step || call ? 240 : 420}
      />
      {call && <CallDetails call={call} onClose={() => onSelect(undefined)} />}
      {step && <StepDetails step={step} {...props} />}
      {!call && !step && (
        <p className="text-xs text-muted">Choose a bar to see what was sent and answered.</p>
      )}
    </div>
  );
}

function StepDetails({ step, onRerunFrom, isRerunning, reason }: RunTimelineProps & { step: ExecutionStep }) {
  const words = { running: "goes on", done: "done", failed: "failed" }[step.state];
  return (
    <section aria-label={step.name} className="flex flex-col gap-3 rounded-lg border border-hairline p-3">
      <Facts
        facts={[
          { label: "Step", value: <VisibleText>{step.name}</VisibleText> },
          { label: "State", value: words },
          { label: "Try", value: <span className="numbers">{step.attempt}</span> },
          { label: "Took", value: <span className="numbers">{formatDuration(step.totalMs)}</span> },
          {
            label: "From",
            value: step.from && (
              <TextLink to="/runs/$id" params={{ id: step.from.executionId }}>
                attempt {step.from.attempt}
              </TextLink>
            ),
          },
          { label: "Error", value: step.error && <VisibleText>{step.error}</VisibleText> },
        ]}
      />
      {onRerunFrom && (
        <div className="flex flex-wrap items-center gap-3">
          <GuardedButton
            size="small"
            reason={reason}
            isBusy={isRerunning}
            onClick={() => onRerunFrom(step.name)}
          >
            Run again from here
          </GuardedButton>
          <span className="text-xs text-muted">
            What came before stays as it was, and is not called again.
          </span>
        </div>
      )}
    </section>
  );
}
