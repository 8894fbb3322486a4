import type { Tool } from "@patchops/contract";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../../ui/cn.ts";
import { toolKind } from "./tool-kind.ts";
import type { ToolsSearch } from "./tools-search.ts";

export interface ToolFiltersProps {
  tools: readonly Tool[];
  search: ToolsSearch;
  onChange: (patch: Partial<Record<"kind" | "connection", string | undefined>>) => void;
}

const kinds = [
  { id: "read_only", label: "Read-only" },
  { id: "destructive", label: "Destructive" },
] as const;

/** Chips that narrow the tree; each says how many tools it leaves. */
export function ToolFilters({ tools, search, onChange }: ToolFiltersProps) {
  return (
    <div className="flex flex-wrap gap-1.5">
      {kinds.map((kind) => (
        <Chip
          key={kind.id}
          isOn={search.kind === kind.id}
          onToggle={() => onChange({ kind: search.kind === kind.id ? undefined : kind.id })}
        >
          {kind.label}
          <span className="numbers text-muted">
            {tools.filter((tool) => toolKind(tool) === kind.id).length}
          </span>
        </Chip>
      ))}
      {search.connection && (
        <Chip isOn onToggle={() => onChange({ connection: undefined })}>
          {search.connection}
          <X aria-hidden className="size-3" />
        </Chip>
      )}
    </div>
  );
}

function Chip({ isOn, onToggle, children }: { isOn: boolean; onToggle: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onToggle}
      className={cn(
        "inline-flex h-6 items-center gap-1.5 rounded-full border border-hairline px-2.5 text-xs hover:bg-hover",
        "aria-pressed:border-accent aria-pressed:bg-accent-tint aria-pressed:text-link forced-colors:aria-pressed:outline-1",
      )}
    >
      {children}
    </button>
  );
}
