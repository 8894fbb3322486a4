import type { AuditEntry } from "@patchops/contract";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { Time } from "../../ui/time.tsx";
import { auditTarget, auditWords } from "./audit-words.ts";

const organizationColumn: DataColumn<AuditEntry> = {
  id: "organization",
  header: "Organization",
  widthPx: 136,
  narrow: "detail",
  cell: (entry) => entry.organization?.name,
};

const columns: readonly DataColumn<AuditEntry>[] = [
  {
    id: "at",
    header: "Time",
    widthPx: 128,
    narrow: "detail",
    cell: (entry) => <Time at={entry.at} style="fixed" className="numbers text-xs" />,
  },
  { id: "actor", header: "Who", widthPx: 200, narrow: "detail", cell: (entry) => entry.actor },
  {
    id: "action",
    header: "What",
    widthPx: 204,
    narrow: "title",
    cell: (entry) => <span className="font-medium">{auditWords(entry)}</span>,
  },
  {
    id: "target",
    header: "On",
    widthPx: 136,
    isGrowing: true,
    narrow: "end",
    cell: (entry) => <span className="code text-xs">{auditTarget(entry)}</span>,
  },
  {
    id: "address",
    header: "From",
    widthPx: 120,
    cell: (entry) => <span className="numbers text-xs text-muted">{entry.address}</span>,
  },
];

export function auditColumns(scope: "organization" | "instance"): readonly DataColumn<AuditEntry>[] {
  return scope === "instance" ? columns.toSpliced(1, 0, organizationColumn) : columns;
}
