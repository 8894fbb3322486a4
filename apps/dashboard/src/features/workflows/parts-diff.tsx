import type { WorkflowVersion } from "@patchops/contract";
import { DiffViewer } from "../../ui/diff-viewer/diff-viewer.tsx";
import { settingsText } from "./settings-text.ts";

type Parts = Pick<WorkflowVersion, "code" | "config">;

export interface PartsDiffProps {
  from: Parts;
  to: Parts;
  /** What each is called. */
  sides: { old: string; new: string };
}

/** What differs between two of a workflow: of the program, and of the settings. */
export function PartsDiff({ from, to, sides }: PartsDiffProps) {
  const texts = [
    { label: "Program", old: from.code, new: to.code },
    { label: "Settings", old: settingsText(from.config), new: settingsText(to.config) },
  ];
  return texts.map(({ label, old, new: changed }) => (
    <div key={label} className="flex flex-col gap-3">
      <h3 className="text-xs font-medium text-muted">{label}</h3>
      {old === changed ? (
        <p className="text-sm text-muted">The same in both.</p>
      ) : (
        <DiffViewer oldText={old} newText={changed} label={label} sides={sides} />
      )}
    </div>
  ));
}
