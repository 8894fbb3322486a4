import type { Workflow, WorkflowVersion } from "@patchops/contract";
import { useBlocker } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useSession } from "../../api/session.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { SaveBar } from "./save-bar.tsx";
import { useWorkflowEdit } from "./use-workflow-edit.ts";
import type { WorkflowSearch } from "./workflows-search.ts";

const CodeTab = lazy(() => import("./code-tab.tsx").then((module) => ({ default: module.CodeTab })));
const RunsTab = lazy(() => import("./runs-tab.tsx").then((module) => ({ default: module.RunsTab })));
const VersionsTab = lazy(() =>
  import("./versions-tab.tsx").then((module) => ({ default: module.VersionsTab })),
);
const TriggersTab = lazy(() =>
  import("./triggers-tab.tsx").then((module) => ({ default: module.TriggersTab })),
);
const SettingsTab = lazy(() =>
  import("./settings-tab.tsx").then((module) => ({ default: module.SettingsTab })),
);

export interface WorkflowPartsProps {
  workflow: Workflow;
  /** The newest first. */
  versions: readonly WorkflowVersion[];
  search: WorkflowSearch;
}

/** Program, runs, versions, triggers and settings of a workflow. What is changed in three of them is saved as one version. */
export function WorkflowParts({ workflow, versions, search }: WorkflowPartsProps) {
  const address = useSearchUpdate();
  const { user } = useSession();
  const { draftVersion, latestVersion, publishedVersion } = workflow;
  // What is changed further: a draft that is there, else what runs; not a later version that was rolled back.
  const base = versions.find(({ version }) => version === draftVersion) ?? workflow.current;
  const edit = useWorkflowEdit({ base, latestVersion, publishedVersion });
  const [goTo, setGoTo] = useState<{ line: number; column?: number | undefined }>();
  const mayDeploy = useRefusal("workflow.deploy", "change workflows");
  const mayChangeAll = useRefusal("workflow.changeAll", "change what runs for others");
  const isOwn = workflow.actsAs.id === user.id || versions.at(-1)?.createdBy.id === user.id;
  const reason = mayDeploy ?? (isOwn ? undefined : mayChangeAll);
  // Forms over the settings hold what is typed; another version or another start is another form.
  const formKey = `${edit.base.version} ${edit.revision}`;
  const hasChanges = edit.changes.length > 0;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => hasChanges && current.pathname !== next.pathname,
    enableBeforeUnload: hasChanges,
    withResolver: true,
  });
  const jump = (line: number, column?: number) => {
    address.push({ tab: undefined });
    setGoTo({ line, column });
  };
  const openVersion = (version: WorkflowVersion) => {
    edit.load(version);
    address.push({ tab: undefined });
  };
  const part = (content: ReactNode) => (
    <Suspense fallback={<SkeletonPanel className="h-64" />}>{content}</Suspense>
  );

  return (
    <div className="flex flex-col gap-3">
      <SaveBar workflow={workflow} edit={edit} base={base} reason={reason} onJump={jump} />
      <Tabs
        label="Workflow"
        // A link to a run needs no more than its id.
        value={search.tab ?? (search.run === undefined ? "code" : "runs")}
        onChange={(tab) =>
          address.push({ tab: tab === "code" ? undefined : tab, run: undefined, inner: undefined })
        }
        items={[
          {
            id: "code",
            label: "Code",
            content: part(
              <CodeTab name={workflow.name} edit={edit} goTo={goTo} isReadOnly={reason !== undefined} />,
            ),
          },
          {
            id: "runs",
            label: "Runs",
            ...(workflow.deadRuns > 0 && { badge: `${workflow.deadRuns} failed` }),
            content: part(<RunsTab workflow={workflow} search={search} />),
          },
          {
            id: "versions",
            label: "Versions",
            badge: versions.length,
            content: part(
              <VersionsTab
                workflow={workflow}
                versions={versions}
                search={search}
                reason={reason}
                onOpen={openVersion}
              />,
            ),
          },
          {
            id: "triggers",
            label: "Triggers",
            content: part(
              <TriggersTab
                key={formKey}
                workflow={workflow}
                inputSchema={base.inputSchema}
                edit={edit}
                reason={reason}
              />,
            ),
          },
          {
            id: "settings",
            label: "Settings",
            content: part(<SettingsTab key={formKey} workflow={workflow} edit={edit} reason={reason} />),
          },
        ]}
      />
      <ConfirmDialog
        isOpen={blocker.status === "blocked"}
        onClose={() => blocker.reset?.()}
        title="Leave without saving?"
        action="Leave"
        onConfirm={() => blocker.proceed?.()}
      >
        What you changed is lost: {edit.changes.join(", ")}.
      </ConfirmDialog>
    </div>
  );
}
