import type { WorkflowSummary } from "@patchops/contract";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { RunStrip } from "./run-strip.tsx";
import { triggerWords } from "./trigger-words.ts";

export const workflowColumns: readonly DataColumn<WorkflowSummary>[] = [
  {
    id: "name",
    header: "Name",
    widthPx: 220,
    isGrowing: true,
    narrow: "title",
    sortValue: ({ name }) => name,
    cell: ({ name, description, reason }) => (
      <span title={reason ?? (description || undefined)}>
        <span className="code text-sm">{name}</span>
        {/* Why nothing runs is worth more than what would. */}
        <span className={reason ? "ml-2 text-warning max-md:hidden" : "ml-2 text-muted max-md:hidden"}>
          {reason ?? description}
        </span>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    widthPx: 116,
    narrow: "end",
    sortValue: ({ status }) => status,
    cell: ({ status, reason }) => (
      <span title={reason ?? undefined}>
        <StatusBadge status={status} />
      </span>
    ),
  },
  {
    id: "version",
    header: "Version",
    widthPx: 112,
    cell: ({ publishedVersion, draftVersion }) => (
      <span className="numbers">
        {publishedVersion === null ? "–" : `v${publishedVersion}`}
        {draftVersion !== null && <span className="text-muted">{` · draft v${draftVersion}`}</span>}
      </span>
    ),
  },
  {
    id: "runs",
    header: "Last runs",
    widthPx: 136,
    narrow: "detail",
    cell: ({ name, lastRuns }) => <RunStrip name={name} runs={lastRuns} />,
  },
  {
    id: "dead",
    header: "Failed",
    widthPx: 72,
    align: "end",
    narrow: "detail",
    sortValue: ({ deadRuns }) => deadRuns,
    cell: ({ name, deadRuns }) =>
      deadRuns > 0 && (
        <TextLink
          to="/workflows/$name"
          params={{ name }}
          search={{ tab: "runs", dead: true }}
          // Above the link that is as large as the row.
          className="numbers relative z-1 text-error"
        >
          {deadRuns}
          <span className="md:sr-only"> failed</span>
        </TextLink>
      ),
  },
  {
    id: "triggers",
    header: "Starts by",
    widthPx: 136,
    cell: ({ triggers }) => <span title={triggerWords(triggers)}>{triggerWords(triggers)}</span>,
  },
  {
    id: "next",
    header: "Next run",
    widthPx: 96,
    narrow: "detail",
    sortValue: ({ nextRunAt }) => nextRunAt,
    cell: ({ nextRunAt }) =>
      nextRunAt === null ? <span className="text-muted">–</span> : <Time at={nextRunAt} />,
  },
  {
    id: "owner",
    header: "Runs for",
    widthPx: 132,
    sortValue: ({ actsAs }) => actsAs.name ?? actsAs.email,
    cell: ({ actsAs }) => actsAs.name ?? actsAs.email,
  },
];
