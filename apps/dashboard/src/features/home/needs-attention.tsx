import type { Connection, UsageAlert, WorkflowSummary } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { cloneElement, type ReactElement, type ReactNode } from "react";
import { formatCount } from "../../format/format-number.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { StatusAge, statusSentence } from "../connections/status-evidence.tsx";

const fine = ["ready", "connecting", "paused"];

export interface NeedsAttentionProps {
  connections: readonly Connection[];
  /** Limits and thresholds of this month that were reached. */
  reached: readonly UsageAlert[];
  workflows: readonly WorkflowSummary[];
}

/** Why a workflow wants to be looked at: nothing starts it though nobody wanted that, or runs of it failed for good. */
function troubleOf({ status, reason, deadRuns }: WorkflowSummary): string | null {
  if (status !== "draft" && reason !== null) return reason;
  return deadRuns > 0 ? `${formatCount(deadRuns, "run")} failed for good.` : null;
}

/** Connections through which a call would not succeed now, limits nearly reached, workflows in trouble. Nothing when all is well. */
export function NeedsAttention({ connections, reached, workflows }: NeedsAttentionProps) {
  const broken = connections.filter((entry) => !fine.includes(entry.status));
  const troubled = workflows.flatMap((workflow) => {
    const trouble = troubleOf(workflow);
    return trouble === null ? [] : [{ ...workflow, trouble }];
  });
  if (broken.length + reached.length + troubled.length === 0) return null;
  return (
    <section aria-labelledby="attention" className="flex flex-col gap-2">
      <h2 id="attention" className="text-base font-semibold">
        Needs attention
      </h2>
      <ul className="divide-y divide-hairline overflow-hidden rounded-lg border border-hairline">
        {reached.map((alert) => (
          <Item
            key={alert.subject}
            badge={<StatusBadge status={alert.isFull ? "quota_exceeded" : "nearly_full"} />}
            link={<Link to={alert.path} />}
            name={alert.title}
          >
            {alert.text}
          </Item>
        ))}
        {broken.map((entry) => (
          <Item
            key={entry.id}
            badge={<StatusBadge status={entry.status} />}
            link={<Link to="/connections/$slug" params={{ slug: entry.slug }} />}
            name={entry.name}
            age={<StatusAge connection={entry} />}
          >
            {entry.statusReason?.message ?? statusSentence(entry)}
          </Item>
        ))}
        {troubled.map(({ id, name, status, trouble }) => (
          <Item
            key={id}
            badge={<StatusBadge status={status === "active" ? "failed" : status} />}
            link={
              status === "active" ? (
                <Link to="/workflows/$name" params={{ name }} search={{ tab: "runs", dead: true }} />
              ) : (
                <Link to="/workflows/$name" params={{ name }} />
              )
            }
            name={name}
          >
            {trouble}
          </Item>
        ))}
      </ul>
    </section>
  );
}

interface ItemProps {
  badge: ReactNode;
  /** Its text is the name, its area the line. */
  link: ReactElement<{ className?: string; children?: ReactNode }>;
  name: string;
  age?: ReactNode;
  children: ReactNode;
}

function Item({ badge, link, name, age, children }: ItemProps) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm hover:bg-surface">
      {badge}
      {cloneElement(link, {
        className:
          "font-medium outline-none after:absolute after:inset-0 after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus",
        children: name,
      })}
      <span className="min-w-48 grow basis-0 truncate text-muted">{children}</span>
      {age && <span className="text-xs text-muted">{age}</span>}
    </li>
  );
}
