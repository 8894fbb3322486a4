import type { Call } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { trpc } from "../../api/client.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { CallActions } from "./call-actions.tsx";
import type { CallAnswer } from "./call-answer.ts";
import { CallError } from "./call-error.tsx";
import { CallFacts } from "./call-facts.tsx";
import { CallPayload } from "./call-payload.tsx";
import { CallTiming } from "./call-timing.tsx";
import { Section } from "./section.tsx";

export interface CallPanelProps {
  callId: string;
  /** The row, shown until the whole call is here. */
  row: Call | undefined;
  /** Before the button that copies the link. */
  actions?: ReactNode;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

/** One call beside the list. */
export function CallPanel({ callId, row, actions, onClose, onPrevious, onNext }: CallPanelProps) {
  const query = useQuery(trpc.activity.get.queryOptions({ id: callId }, { staleTime: 60_000 }));
  const call = query.data ?? row;
  return (
    <SidePanel
      title={<span className="code text-sm">{call?.tool ?? call?.exposedName ?? "Call"}</span>}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
      actions={
        <>
          {actions}
          <CopyButton
            label="Copy link"
            text={() => new URL(`/activity?open=${callId}`, window.location.href).href}
          />
        </>
      }
    >
      <Loadable query={query} what="this call" skeleton={<PanelSkeleton />}>
        {(detail: CallAnswer) => (
          <div className="flex flex-col gap-6">
            <div className="flex flex-wrap items-center gap-2">
              <StatusBadge status={detail.outcome} />
              <CallActions call={detail} />
            </div>
            <CallError call={detail} />
            <CallFacts call={detail} />
            <Section title="Where the time went">
              <CallTiming call={detail} />
            </Section>
            <CallPayload call={detail} />
          </div>
        )}
      </Loadable>
    </SidePanel>
  );
}

function PanelSkeleton() {
  return (
    <div className="flex flex-col gap-6">
      <Skeleton className="h-7 w-72 max-w-full" />
      <SkeletonRows rows={7} rowClassName="h-7" isBare />
      <SkeletonPanel className="h-40" />
    </div>
  );
}
