import type { Connection, Tool } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { TriangleAlert, Wrench } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { PolicyBadge } from "../policies/policy-badge.tsx";
import { ToolLink } from "./tool-link.tsx";

function ToolLine({ tool }: { tool: Tool }) {
  return (
    <li className="relative flex flex-col gap-0.5 px-3 py-2.5 hover:bg-surface">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <ToolLink
          name={tool.name}
          className="code min-w-0 font-medium wrap-anywhere outline-none after:absolute after:inset-0 after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus"
        >
          <VisibleText>{tool.originalName}</VisibleText>
        </ToolLink>
        {tool.annotations.readOnlyHint === true && <Badge>read-only</Badge>}
        {tool.annotations.destructiveHint === true && tool.annotations.readOnlyHint !== true && (
          <Badge tone="warning">destructive</Badge>
        )}
        {tool.policy !== "allow" && <PolicyBadge action={tool.policy} />}
        {tool.isSuspicious && (
          <Badge tone="warning">
            <TriangleAlert aria-hidden className="size-3" />
            hidden characters
          </Badge>
        )}
        <span className="ml-auto text-xs whitespace-nowrap text-muted">
          ≈ <span className="numbers">{formatNumber(tool.contextTokens)}</span> tokens
        </span>
      </div>
      {tool.description && (
        <p className="line-clamp-2 text-sm text-pretty text-muted">
          <VisibleText>{tool.description}</VisibleText>
        </p>
      )}
    </li>
  );
}

export function ToolsTab({ connection }: { connection: Connection }) {
  const query = useQuery(trpc.tool.list.queryOptions({ connection: connection.slug, withBlocked: true }));
  return (
    <Loadable
      query={query}
      isRefreshShown
      what="its tools"
      skeleton={<SkeletonRows rows={6} rowClassName="h-15" />}
    >
      {(tools) =>
        tools.length === 0 ? (
          <EmptyState icon={<Wrench />} title="No tools yet.">
            {connection.status === "no_tools"
              ? "The server answers, but offers none."
              : "They appear when the connection is ready."}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-hairline overflow-hidden rounded-lg border border-hairline">
            {tools.map((tool) => (
              <ToolLine key={tool.name} tool={tool} />
            ))}
          </ul>
        )
      }
    </Loadable>
  );
}
