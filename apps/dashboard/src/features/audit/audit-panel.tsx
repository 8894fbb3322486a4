import type { AuditEntry } from "@patchops/contract";
import { formatFullTime } from "../../format/format-time.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Facts } from "../../ui/facts.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { auditWords } from "./audit-words.ts";
import { ChangedFields } from "./changed-fields.tsx";

export interface AuditPanelProps {
  entry: AuditEntry;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

export function AuditPanel({ entry, onClose, onPrevious, onNext }: AuditPanelProps) {
  return (
    <SidePanel
      title={auditWords(entry)}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
      actions={<CopyButton size="medium" label="Copy link" text={() => window.location.href} />}
    >
      <div className="flex flex-col gap-4">
        <Facts
          label="Entry"
          facts={[
            { label: "When", value: formatFullTime(entry.at) },
            { label: "Organization", value: entry.organization?.name },
            { label: "Who", value: entry.actor },
            { label: "Action", value: <span className="code">{entry.action}</span> },
            { label: "On", value: entry.targetKind.replaceAll("_", " ") },
            { label: "Whom", value: entry.targetEmail },
            { label: "Id", value: entry.targetId && <span className="code text-xs">{entry.targetId}</span> },
            { label: "Place", value: entry.sequence && <span className="numbers">{entry.sequence}</span> },
            { label: "From", value: entry.address && <span className="numbers">{entry.address}</span> },
          ]}
        />
        {entry.before && entry.after && Object.keys(entry.after).length > 0 && (
          <ChangedFields before={entry.before} after={entry.after} />
        )}
        {Object.keys(entry.data).length > 0 && (
          <CodeBlock caption="What was kept" code={JSON.stringify(entry.data, null, 2)} isWrapped />
        )}
      </div>
    </SidePanel>
  );
}
