import type { ToolDetail } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber, formatShare } from "../../format/format-number.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Facts } from "../../ui/facts.tsx";
import { SchemaViewer } from "../../ui/schema/schema-viewer.tsx";
import { StatTile } from "../../ui/stat-tile.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";

function Name({ value }: { value: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <span className="code text-xs wrap-anywhere">
        <VisibleText>{value}</VisibleText>
      </span>
      <CopyButton text={value} label="Copy" className="-my-1" />
    </span>
  );
}

/** What clients are offered, and how it fared in the last 30 days. */
export function ToolOverview({ tool }: { tool: ToolDetail }) {
  const { usage } = tool;
  const rows = { connection: tool.connection, tool: tool.originalName, range: "30d" };
  return (
    <div className="flex flex-col gap-6">
      {tool.isSuspicious && (
        <p className="flex gap-2 rounded-lg bg-warning-tint px-3 py-2.5 text-sm text-warning">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          Its name or description holds characters that cannot be seen. They stand as boxes below; read them
          before you let a client use this tool.
        </p>
      )}
      {tool.description ? (
        <p className="max-w-160 text-base whitespace-pre-wrap wrap-anywhere">
          <VisibleText>{tool.description}</VisibleText>
        </p>
      ) : (
        <p className="text-sm text-muted">The server describes this tool with no word.</p>
      )}
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <StatTile
          label="Calls, 30 days"
          value={formatNumber(usage.calls)}
          link={<Link to="/activity" search={rows} />}
        />
        <StatTile
          label="Succeeded"
          value={formatShare(usage.calls - usage.failures, usage.calls)}
          detail={usage.failures > 0 ? `${formatNumber(usage.failures)} failed` : undefined}
          link={<Link to="/activity" search={{ ...rows, failed: true }} />}
        />
        <StatTile label="p95" value={formatDuration(usage.p95Ms)} />
        <StatTile
          label="In a client's context"
          value={`≈ ${formatNumber(tool.contextTokens)}`}
          detail="tokens"
        />
      </div>
      <Facts
        facts={[
          { label: "Exposed as", value: <Name value={tool.name} /> },
          { label: "Original name", value: <Name value={tool.originalName} /> },
          { label: "In code", value: <Name value={tool.codePath} /> },
          {
            label: "Connection",
            value: (
              <TextLink to="/connections/$slug" params={{ slug: tool.connection }}>
                {tool.connectionName}
              </TextLink>
            ),
          },
        ]}
      />
      <SchemaViewer schema={tool.inputSchema} label="Arguments" emptyWords="It takes no arguments." />
      {tool.outputSchema && <SchemaViewer schema={tool.outputSchema} label="Result" />}
    </div>
  );
}
