import type { WorkflowVersion } from "@patchops/contract";
import { Select } from "../../ui/select.tsx";
import { PartsDiff } from "./parts-diff.tsx";

export interface VersionDiffProps {
  versions: readonly WorkflowVersion[];
  from: WorkflowVersion;
  to: WorkflowVersion;
  onChange: (patch: { from?: string; to?: string }) => void;
}

/** What differs between two versions: of the program, and of the settings. */
export function VersionDiff({ versions, from, to, onChange }: VersionDiffProps) {
  const options = versions.map(({ version, isPublished }) => ({
    value: String(version),
    label: isPublished ? `Version ${version}, published` : `Version ${version}`,
  }));
  const sides = { old: `Version ${from.version}`, new: `Version ${to.version}` };
  return (
    <section aria-label="Comparison" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="text-sm font-medium">Compare</h2>
        <Select
          label="From"
          options={options}
          value={String(from.version)}
          onChange={(value) => onChange({ from: value, to: String(to.version) })}
          className="w-48"
        />
        <span className="text-sm text-muted">with</span>
        <Select
          label="To"
          options={options}
          value={String(to.version)}
          onChange={(value) => onChange({ from: String(from.version), to: value })}
          className="w-48"
        />
      </div>
      <PartsDiff from={from} to={to} sides={sides} />
    </section>
  );
}
