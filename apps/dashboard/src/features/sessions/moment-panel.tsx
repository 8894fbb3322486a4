import type { SessionMoment } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { Activity, SquareTerminal } from "lucide-react";
import { buttonVariants } from "../../ui/button-variants.ts";
import { SidePanel } from "../../ui/side-panel.tsx";
import { CallPanel } from "../activity/call-panel.tsx";
import { EventPanel } from "./event-panel.tsx";

export interface MomentPanelProps {
  moment: SessionMoment;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

/** What was chosen on the time axis: a call as Activity shows it, a run, or what happened besides. */
export function MomentPanel({ moment, ...steps }: MomentPanelProps) {
  if (moment.type === "event") return <EventPanel event={moment} {...steps} />;
  if (moment.type === "call") {
    return (
      <CallPanel
        key="call"
        callId={moment.id}
        row={undefined}
        {...steps}
        actions={
          <Link
            to="/activity"
            search={{ open: moment.id }}
            className={buttonVariants({ size: "small", variant: "quiet" })}
          >
            <Activity aria-hidden />
            <span className="max-sm:hidden">Show in </span>Activity
          </Link>
        }
      />
    );
  }
  return (
    <SidePanel title={moment.program === null ? "Run" : `Run of ${moment.program}`} {...steps}>
      {moment.executionId && (
        <Link
          to="/runs/$id"
          params={{ id: moment.executionId }}
          className={buttonVariants({ variant: "primary" })}
        >
          <SquareTerminal aria-hidden />
          Open the run
        </Link>
      )}
    </SidePanel>
  );
}
