import type { Tool } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { Ban, ChevronRight, Eye, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { formatCompact } from "../../format/format-number.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import type { ToolGroup } from "./filter-tools.ts";
import { toolKind } from "./tool-kind.ts";
import type { ToolsSearch } from "./tools-search.ts";

export interface ToolTreeProps {
  groups: readonly ToolGroup[];
  search: ToolsSearch;
  openName: string | undefined;
  onOpen: (tool: Tool) => void;
}

/** Connections that open and close, their tools as links. J and K step through what is open. */
export function ToolTree({ groups, search, openName, onOpen }: ToolTreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const shown = groups.flatMap((group) => (closed.has(group.connection) ? [] : group.tools));
  const step = (by: 1 | -1) => {
    const index = shown.findIndex((tool) => tool.name === openName);
    const next = shown[index < 0 ? 0 : index + by];
    if (!next) return;
    onOpen(next);
    document.getElementById(`tool-${next.name}`)?.scrollIntoView({ block: "nearest" });
  };
  useShortcut({ keys: "j", label: "Next tool", group: "Tools", run: () => step(1) });
  useShortcut({ keys: "k", label: "Previous tool", group: "Tools", run: () => step(-1) });

  return (
    <ul aria-label="Tools by connection" className="flex flex-col gap-1">
      {groups.map((group) => {
        const isOpen = !closed.has(group.connection);
        return (
          <li key={group.connection}>
            <button
              type="button"
              aria-expanded={isOpen}
              onClick={() =>
                setClosed((before) => {
                  const next = new Set(before);
                  if (!next.delete(group.connection)) next.add(group.connection);
                  return next;
                })
              }
              className="sticky top-0 z-10 flex h-8 w-full items-center gap-1.5 rounded-md bg-background px-1 text-left text-sm font-medium hover:bg-hover"
            >
              <ChevronRight
                aria-hidden
                className={`size-3.5 shrink-0 text-muted transition-transform duration-120 ${isOpen ? "rotate-90" : ""}`}
              />
              <span className="truncate">{group.connectionName}</span>
              <span className="numbers ml-auto pr-1 text-xs font-normal text-muted">
                {group.tools.length}
              </span>
            </button>
            {isOpen && (
              <ul className="ml-2.5 border-l border-hairline pl-1.5">
                {group.tools.map((tool) => (
                  <li
                    key={tool.name}
                    className="[content-visibility:auto] [contain-intrinsic-size:auto_28px]"
                  >
                    <Link
                      id={`tool-${tool.name}`}
                      to="/tools"
                      search={{ ...search, tool: tool.name, from: undefined }}
                      replace={openName !== undefined}
                      resetScroll={false}
                      aria-current={tool.name === openName || undefined}
                      className="flex h-7 items-center gap-1.5 rounded-md px-2 text-sm hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-accent-tint aria-[current]:text-link forced-colors:aria-[current]:outline-1"
                    >
                      <span className="code min-w-0 grow truncate text-xs">
                        {search.profile === undefined ? tool.originalName : tool.name}
                      </span>
                      {tool.policy === "block" && (
                        <Ban role="img" aria-label="blocked for you" className="size-3.5 text-error" />
                      )}
                      <KindIcon tool={tool} />
                      <span
                        className="numbers w-9 shrink-0 text-right text-xs text-muted"
                        title={`About ${tool.contextTokens} tokens in a client's context`}
                      >
                        {formatCompact(tool.contextTokens)}
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function KindIcon({ tool }: { tool: Tool }) {
  const kind = toolKind(tool);
  if (kind === "read_only") return <Eye role="img" aria-label="read-only" className="size-3.5 text-muted" />;
  if (kind === "destructive") {
    return <TriangleAlert role="img" aria-label="destructive" className="size-3.5 text-warning" />;
  }
  return null;
}
