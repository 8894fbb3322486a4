import type { WorkflowVersion } from "@patchops/contract";
import { DiffViewer } from "../../ui/diff-viewer/diff-viewer.tsx";
import { Select } from "../../ui/select.tsx";
import { settingsText } from "./settings-text.ts";

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
  const settings = { old: settingsText(from.config), new: settingsText(to.config) };
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
      <h3 className="text-xs font-medium text-muted">Program</h3>
      {from.code === to.code ? (
        <p className="text-sm text-muted">The same in both.</p>
      ) : (
        <DiffViewer oldText={from.code} newText={to.code} label="Program" sides={sides} />
      )}
      <h3 className="text-xs font-medium text-muted">Settings</h3>
      {settings.old === settings.new ? (
        <p className="text-sm text-muted">The same in both.</p>
      ) : (
        <DiffViewer oldText={settings.old} newText={settings.new} label="Settings" sides={sides} />
      )}
    </section>
  );
}
