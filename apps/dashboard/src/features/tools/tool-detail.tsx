import type { ToolDetail } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { Badge } from "../../ui/badge.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { isObject } from "../../ui/schema/json-schema.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { isId } from "../../url-state/is-id.ts";
import type { CallAnswer } from "../activity/call-answer.ts";
import { PolicyBadge } from "../policies/policy-badge.tsx";
import { ToolAccessTab } from "./tool-access-tab.tsx";
import { toolKind } from "./tool-kind.ts";
import { ToolKindBadge } from "./tool-kind-badge.tsx";
import { ToolOverview } from "./tool-overview.tsx";
import { ToolRun } from "./tool-run.tsx";

type ToolTab = "overview" | "access" | "run";

export interface ToolDetailProps {
  name: string;
  /** The profile in which it has that name. */
  profile: string | undefined;
  tab: ToolTab;
  /** A call whose arguments fill the form. */
  from: string | undefined;
  onTab: (tab: ToolTab) => void;
  onClose: () => void;
}

/** One tool: what it is, and a place to run it. */
export function ToolDetailView({ name, profile, tab, from, onTab, onClose }: ToolDetailProps) {
  const query = useQuery(trpc.tool.get.queryOptions({ name, ...(profile !== undefined && { profile }) }));
  return (
    <Loadable query={query} isRefreshShown what="this tool" skeleton={<DetailSkeleton />}>
      {(tool: ToolDetail) => (
        <article className="flex min-w-0 flex-col gap-3">
          <header className="flex items-start gap-1">
            <IconButton label="Back to the tools" className="-ml-2 md:hidden" onClick={onClose}>
              <ArrowLeft />
            </IconButton>
            <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 pt-0.5">
              <h2 className="text-lg font-semibold wrap-anywhere">
                <VisibleText>{tool.title ?? tool.originalName}</VisibleText>
              </h2>
              <ToolKindBadge kind={toolKind(tool)} />
              {!tool.isAvailable && <Badge tone="error">not offered now</Badge>}
              {tool.policy !== "allow" && <PolicyBadge action={tool.policy} />}
            </div>
            <CopyButton
              size="medium"
              label="Copy link"
              text={() => window.location.href}
              className="ml-auto"
            />
          </header>
          <Tabs
            label="About this tool"
            value={tab}
            onChange={onTab}
            items={[
              { id: "overview", label: "Overview", content: <ToolOverview tool={tool} /> },
              { id: "access", label: "Access", content: <ToolAccessTab tool={tool} profile={profile} /> },
              {
                id: "run",
                label: "Run",
                content: <RunTab key={`${tool.name} ${from ?? ""}`} tool={tool} from={from} />,
              },
            ]}
          />
        </article>
      )}
    </Loadable>
  );
}

function RunTab({ tool, from }: { tool: ToolDetail; from: string | undefined }) {
  const id = isId(from) ? from : undefined;
  const query = useQuery(
    trpc.activity.get.queryOptions({ id: id ?? "" }, { enabled: id !== undefined, staleTime: 60_000 }),
  );
  if (id === undefined) return <ToolRun tool={tool} given={undefined} />;
  return (
    <Loadable
      query={query}
      isRefreshShown
      what="the earlier call"
      skeleton={<SkeletonPanel className="h-40" />}
    >
      {(call: CallAnswer) => {
        const args = call.payload?.arguments;
        return (
          <>
            <p className="pb-4 text-sm text-muted">
              {call.payload === null
                ? "The arguments of that call were not stored. Fill them in again."
                : call.payload.hiddenFields > 0
                  ? "With the arguments of that call. Hidden fields stand as [hidden]: fill them in again."
                  : "With the arguments of that call."}
            </p>
            <ToolRun tool={tool} given={isObject(args) ? args : undefined} />
          </>
        );
      }}
    </Loadable>
  );
}

function DetailSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-6 w-48" />
      <Skeleton className="h-4 w-32" />
      <Skeleton className="h-4 w-72 max-w-full" />
      <SkeletonPanel className="h-64" />
    </div>
  );
}
